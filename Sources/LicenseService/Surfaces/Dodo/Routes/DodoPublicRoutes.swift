import HTTPTypes
import Hummingbird
import JSON
import LicenseIssuer
import LicenseRegistry
import LicenseVerifier

/// `/licenses/…`: what apps do with the key that their user typed.
///
/// No credential is needed here. The official client sends a token all the same, which is ignored:
/// apps that are distributed carry a worthless one.
struct DodoPublicRoutes {
    /// How many bytes an instance's name may have.
    static let maxName = 1024

    let dodo: DodoContext

    func addRoutes(to table: inout DodoRouteTable) {
        table.add(
            Operation(
                .post, "/licenses/activate", "dodoActivateLicense",
                "Take a seat of a license key.", request: .json(Self.activationSchema),
                answer: .json(DodoInstanceWire.activationSchema), status: 201),
            sender: sender
        ) { request, context in
            try await answer(request, context) { try await activate($0, $1, for: $2) }
        }
        table.add(
            Operation(
                .post, "/licenses/validate", "dodoValidateLicense",
                "Check whether a license key is good.", request: .json(Self.validation),
                answer: .json(Self.validity), isJudgment: true),
            sender: sender
        ) { request, context in
            try await answer(request, context) { try await validate($0, $1, for: $2) }
        }
        table.add(
            Operation(
                .post, "/licenses/deactivate", "dodoDeactivateLicense", "Give a seat back.",
                request: .json(Self.deactivation)),
            sender: sender
        ) { request, context in
            try await answer(request, context) { try await deactivate($0, $1, for: $2) }
        }
    }

    /// Parses, admits, acts.
    private func answer<Content: ResponseContent>(
        _ request: Request, _ context: ServiceContext,
        _ act: (DodoBody, String, KeyCaller) async throws -> Content
    ) async throws -> Content {
        let caller = KeyCaller.anonymous(context.network)
        try dodo.keys.admit(caller)
        let members = try await dodo.body(of: request)
        return try await act(members, try members.text("license_key"), caller)
    }

    /// Who has a good key, for requests that come again.
    private var sender: RouteTable.Sender {
        { [dodo] request, context, body in
            try await dodo.keys.sender(request, context) {
                try? DodoBody(Array(body.readableBytesView)).text("license_key")
            }
        }
    }

    private func activate(
        _ body: DodoBody, _ key: String, for caller: KeyCaller
    ) async throws -> WrittenJSON {
        let name = try Self.name(body)
        var seat = NewSeat(.random(), label: name)
        seat.allowsUnusedSeats = true
        let taken = try await dodo.keys.takeSeat(
            seat, of: key, of: nil, for: caller, actor: DodoContext.publicActor)
        switch taken {
        case .failure(let refusal): throw DodoRefusal(refusal)
        case .success(let (license, seat)):
            let product = try await dodo.work(nil) { try $0.benefits.find(license.claims.benefit) }
            return Self.activation(seat, license, product?.benefit)
        }
    }

    private static func activation(
        _ seat: Seat, _ license: LicenseDetails, _ product: Benefit?
    ) -> WrittenJSON {
        WrittenJSON { writer in
            DodoInstanceWire(seat: seat, organization: license.claims.organization)
                .write(&writer)
            writer.member("customer") { writer in
                DodoCustomerWire(customer: license.customer).write(&writer)
            }
            writer.member("product") { writer in
                writer.member("product_id", license.claims.benefit.dodoText)
                writer.member("name", product.map { "\($0.name)" })
            }
        }
    }

    private func validate(
        _ body: DodoBody, _ key: String, for caller: KeyCaller
    ) async throws -> WrittenJSON {
        guard let instance = try body.optionalText("license_key_instance_id") else {
            let outcome = try await dodo.keys.validate(key, of: nil, for: caller)
            return Self.validity(outcome.isSuccess)
        }
        let outcome = try await seat(named: instance, of: key, for: caller) { seat in
            var demands = ValidationDemands()
            demands.seat = seat
            return try await dodo.keys.validate(key, of: nil, for: caller, demanding: demands)
        }
        return Self.validity(outcome.isSuccess)
    }

    /// Acts on the seat that an app names by the id that it was given, here or by Dodo before its
    /// license came here.
    private func seat<Outcome>(
        named text: String, of key: String, for caller: KeyCaller,
        _ act: (ActivationID) async throws -> Result<Outcome, LicenseKeyRefusal>
    ) async throws -> Result<Outcome, LicenseKeyRefusal> {
        if let seat = ActivationID(dodo: text) {
            let outcome = try await act(seat)
            guard case .failure(.unknownSeat) = outcome else { return outcome }
        }
        guard let license = try await dodo.keys.license(key, for: caller) else {
            return .failure(.unknown)
        }
        return try await act(
            ShopMessage.Shop.dodo.seat(text, of: license.claims.organization))
    }

    private static func validity(_ isValid: Bool) -> WrittenJSON {
        WrittenJSON { $0.member("valid", isValid) }
    }

    private func deactivate(
        _ body: DodoBody, _ key: String, for caller: KeyCaller
    ) async throws -> NoContent {
        let instance = try body.text("license_key_instance_id")
        let freed = try await seat(named: instance, of: key, for: caller) { seat in
            try await dodo.keys.freeSeat(
                seat, of: key, of: nil, for: caller, actor: DodoContext.publicActor)
        }
        if case .failure(let refusal) = freed { throw DodoRefusal(refusal) }
        return NoContent.uncached
    }

    /// The name of an instance.
    static func name(_ body: DodoBody) throws(DodoRefusal) -> String {
        let name = try body.text("name")
        // The registry's databases keep no text with a zero in it.
        guard name.utf8.count <= maxName, !name.utf8.contains(0) else {
            throw .parameters("name must have at most \(maxName) bytes and no zero character")
        }
        return name
    }

    private static let activationSchema = Schema(
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

extension Result {
    fileprivate var isSuccess: Bool {
        if case .success = self { true } else { false }
    }
}

extension DodoRefusal {
    /// Why a seat was not taken or given back.
    init(_ refusal: LicenseKeyRefusal) {
        switch refusal {
        case .notGranted, .expired: self = .inactiveKey
        case .seatsTaken(let limit): self = .limitReached(limit)
        case .seatMoves(let next): self = .movedTooOften(next)
        case .unknownSeat: self = .unknownInstance
        case .unknown, .seatsNotUsed, .conditions, .otherBenefit, .otherCustomer, .units:
            self = .unknownKey
        }
    }
}
