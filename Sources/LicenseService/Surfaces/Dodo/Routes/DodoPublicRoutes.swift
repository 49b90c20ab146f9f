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
    let dodo: DodoContext

    func addRoutes(to table: inout DodoRouteTable) {
        table.add(
            Operation(
                .post, "/licenses/activate", "dodoActivateLicense",
                "Take a seat of a license key.", request: .json(Self.activationSchema),
                answer: .json(DodoInstanceWire.activationSchema), status: 201),
            sender: sender
        ) { request, context in
            let (ask, caller): (DodoActivationRequest, _) = try await admit(request, context)
            return try await activate(ask, for: caller)
        }
        table.add(
            Operation(
                .post, "/licenses/validate", "dodoValidateLicense",
                "Check whether a license key is good.", request: .json(Self.validation),
                answer: .json(Self.validity), isJudgment: true),
            sender: sender
        ) { request, context in
            let (ask, caller): (DodoValidationRequest, _) = try await admit(request, context)
            return try await validate(ask, for: caller)
        }
        table.add(
            Operation(
                .post, "/licenses/deactivate", "dodoDeactivateLicense", "Give a seat back.",
                request: .json(Self.deactivation)),
            sender: sender
        ) { request, context in
            let (ask, caller): (DodoDeactivationRequest, _) = try await admit(request, context)
            return try await deactivate(ask, for: caller)
        }
    }

    /// What anybody asks about a key.
    ///
    /// The network is admitted first, before its body is read.
    private func admit<Ask: DodoKeyRequest>(
        _ request: Request, _ context: ServiceContext
    ) async throws -> (Ask, KeyCaller) {
        let caller = try dodo.keys.admit(context.network)
        return (try Ask(try await dodo.body(of: request)), caller)
    }

    /// Who has a good key, for requests that come again.
    private var sender: RouteTable.Sender {
        { [dodo] request, context, body in
            let caller = try dodo.keys.admit(context.network)
            let members = try? DodoBody(Array(body.readableBytesView))
            return try await dodo.keys.sender(
                request, context, admitted: caller, key: try? members?.text("license_key"), of: nil)
        }
    }

    private func activate(
        _ ask: DodoActivationRequest, for caller: KeyCaller
    ) async throws -> WrittenJSON {
        var seat = NewSeat(.random(), label: ask.name)
        seat.allowsUnusedSeats = true
        let taken = try await dodo.keys.takeSeat(
            seat, of: ask.key, of: nil, for: caller, actor: DodoContext.publicActor)
        switch taken {
        case .failure(let refusal): throw DodoRefusal(refusal)
        case .success(let (license, seat)):
            let product = try await dodo.work(nil, \.benefits) {
                try $0.find(license.claims.benefit)
            }
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
        _ ask: DodoValidationRequest, for caller: KeyCaller
    ) async throws -> WrittenJSON {
        guard let instance = ask.instance else {
            let outcome = try await dodo.keys.validate(ask.key, of: nil, for: caller)
            return Self.validity(outcome.isSuccess)
        }
        let outcome = try await seat(named: instance, of: ask.key, for: caller) { seat in
            var demands = ValidationDemands()
            demands.seat = seat
            return try await dodo.keys.validate(ask.key, of: nil, for: caller, demanding: demands)
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
        _ ask: DodoDeactivationRequest, for caller: KeyCaller
    ) async throws -> NoContent {
        let freed = try await seat(named: ask.instance, of: ask.key, for: caller) { seat in
            try await dodo.keys.freeSeat(
                seat, of: ask.key, of: nil, for: caller, actor: DodoContext.publicActor)
        }
        if case .failure(let refusal) = freed { throw DodoRefusal(refusal) }
        return NoContent.uncached
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
