import HTTPTypes
import Hummingbird
import JSON
import LicenseIssuer
import LicenseRegistry
import LicenseVerifier

/// `/licenses/…`: what apps do with the key that their user typed.
///
/// Nobody shows a credential here. The official client sends a token all the same, which nobody looks
/// at: apps that are handed out carry a worthless one.
struct DodoPublicRoutes {
    /// How many bytes an instance's name may have.
    static let maxName = 1024

    let desk: DodoContext
    let guesses: KeyLimits

    func addRoutes(to table: inout RouteTable) {
        table.add(
            DodoContext.operation(
                .post, "/licenses/activate", "dodoActivateLicense",
                "Take a seat of a license key.", request: Self.activation,
                answer: .json(DodoInstanceWire.activationSchema), status: 201)
        ) { request, context in
            try await answer(request, context) { body, key in try await activate(body, key) }
        }
        table.add(
            DodoContext.operation(
                .post, "/licenses/validate", "dodoValidateLicense",
                "Say whether a license key is good.", request: Self.validation,
                answer: .json(Self.validity))
        ) { request, context in
            try await answer(request, context) { body, key in try await validate(body, key) }
        }
        table.add(
            DodoContext.operation(
                .post, "/licenses/deactivate", "dodoDeactivateLicense", "Give a seat back.",
                request: Self.deactivation)
        ) { request, context in
            try await answer(request, context) { body, key in try await deactivate(body, key) }
        }
    }

    /// Counts callers and keys, and those who ask for keys that there are not.
    private func answer(
        _ request: Request, _ context: ServiceContext,
        _ body: (DodoBody, String) async throws -> Response
    ) async throws -> Response {
        let caller = context.peer ?? "none"
        try guesses.admit(caller)
        let members = try await desk.body(of: request)
        let key = try members.text("license_key")
        try guesses.admit(key: key, of: nil, from: caller)
        do {
            return try await body(members, key)
        } catch let error as DodoError where error == .unknownKey {
            guesses.note(caller, key, of: nil)
            throw error
        }
    }

    private func activate(_ body: DodoBody, _ key: String) async throws -> Response {
        let name = try Self.name(body)
        var seat = NewSeat(.random(), label: name)
        seat.allowsUnusedSeats = true
        let taken = try await desk.keys.takeSeat(
            seat, of: key, of: nil, actor: DodoContext.publicActor)
        switch taken {
        case .failure(let refusal): throw DodoError(refusal)
        case .success(let (license, seat)):
            let product = try await desk.work(nil) { try $0.benefit(license.claims.benefit) }
            return DodoContext.response(.created) { writer in
                DodoInstanceWire(seat: seat, organization: license.claims.organization)
                    .write(&writer)
                writer.member("customer") { writer in
                    DodoCustomerWire(customer: license.customer).write(&writer)
                }
                writer.member("product") { writer in
                    writer.member("product_id", license.claims.benefit.dodoText)
                    writer.member("name", product.map { "\($0.benefit.name)" })
                }
            }
        }
    }

    private func validate(_ body: DodoBody, _ key: String) async throws -> Response {
        let instance = try body.optionalText("license_key_instance_id")
        let seat = instance.map { ActivationID(dodo: $0) }
        // An id of another make is one that nothing has.
        if case .some(.none) = seat { return Self.validity(false) }
        let outcome = try await desk.keys.validate(key, of: nil) { $0.seat = seat ?? nil }
        if case .success = outcome { return Self.validity(true) }
        return Self.validity(false)
    }

    private static func validity(_ isValid: Bool) -> Response {
        DodoContext.response { $0.member("valid", isValid) }
    }

    private func deactivate(_ body: DodoBody, _ key: String) async throws -> Response {
        let instance = try body.text("license_key_instance_id")
        guard let seat = ActivationID(dodo: instance) else {
            throw try await desk.keys.license(key) == nil
                ? DodoError.unknownKey : DodoError.unknownInstance
        }
        let freed = try await desk.keys.freeSeat(
            seat, of: key, of: nil, actor: DodoContext.publicActor)
        if case .failure(let refusal) = freed { throw DodoError(refusal) }
        return Response(status: .ok, headers: [.cacheControl: "no-store"])
    }

    /// The name of an instance.
    static func name(_ body: DodoBody) throws(DodoError) -> String {
        let name = try body.text("name")
        // The registry's databases keep no text with a zero in it.
        guard name.utf8.count <= maxName, !name.utf8.contains(0) else {
            throw .parameters("name has up to \(maxName) bytes and no zero character")
        }
        return name
    }

    private static let activation = Schema(
        "DodoActivationRequest",
        .shape(["license_key": .text, "name": .text], required: ["license_key", "name"]))
    private static let validation = Schema(
        "DodoValidationRequest",
        .shape(
            ["license_key": .text, "license_key_instance_id": .optional(.text)],
            required: ["license_key"]))
    private static let validity = Schema(
        "DodoValidity", .shape(["valid": .flag], required: ["valid"]))
    private static let deactivation = Schema(
        "DodoDeactivationRequest",
        .shape(
            ["license_key": .text, "license_key_instance_id": .text],
            required: ["license_key", "license_key_instance_id"]))
}

extension DodoError {
    /// Why a seat was not taken or given back.
    init(_ refusal: LicenseKeyRefusal) {
        switch refusal {
        case .notGranted, .expired: self = .inactiveKey
        case .seatsTaken(let limit): self = .limitReached(limit)
        case .unknownSeat: self = .unknownInstance
        case .unknown, .seatsNotUsed, .conditions, .otherBenefit, .otherCustomer, .units:
            self = .unknownKey
        }
    }
}
