import Hummingbird
import LicenseRegistry
import LicenseVerifier

/// One request of somebody who is signed in.
protocol PageVisit: Sendable {
    associatedtype Caller: PageCaller
    var request: Request { get }
    var context: ServiceContext { get }
    var caller: Caller { get }
    var registry: RegistryAccess { get }
    var now: Timestamp { get }

    /// Refuses a thing of an organization that this visit is not about.
    func check(_ owner: OrganizationID, _ kind: RecordKind) throws
}

extension PageVisit {
    /// The members of the query, as a form of questions sends them.
    var query: SubmittedForm { SubmittedForm(urlEncoded: Array((request.uri.query ?? "").utf8)) }

    /// Works on the registry in the caller's name.
    func work<Result: Sendable>(
        _ body: @escaping @Sendable (Registry) throws -> Result
    ) async throws -> Result {
        try await registry.work(as: caller.name, body)
    }

    /// The same on one door, for who needs no other.
    func work<Door, Result: Sendable>(
        _ door: any KeyPath<Registry, Door> & Sendable,
        _ body: @escaping @Sendable (Door) throws -> Result
    ) async throws -> Result {
        try await registry.work(as: caller.name, door, body)
    }

    /// A part of the path that is an id.
    func id<Kind>(
        _ name: String, _ kind: RecordKind, _: Identifier<Kind>.Type = Identifier<Kind>.self
    ) throws(Problem) -> Identifier<Kind> {
        guard let id = context.parameters.get(name).flatMap({ Identifier<Kind>($0) }) else {
            throw .missing(kind)
        }
        return id
    }

    /// The license of the path, with all that is counted of it; one out of reach is as good as none.
    func license() async throws -> LicenseDetails {
        let id = try context.id(.license, LicenseID.self)
        let now = now
        guard let found = try await work({ try $0.licenses.details(id, now: now) }),
            caller.reaches(found)
        else { throw Problem.missing(.license) }
        try check(found.claims.organization, .license)
        return found
    }

    /// The seat of the path, which the license of the path has or had, and the device in it if it is
    /// known.
    func seat() async throws -> (
        license: LicenseDetails, seat: Seat, device: ActivationRecord?
    ) {
        let license = try await license()
        let id = try id("seat", .activation, ActivationID.self)
        let (seat, device) = try await work {
            (try $0.activations.seat(id), try $0.activations.find(id))
        }
        guard let seat, seat.license == license.claims.license else {
            throw Problem.missing(.activation)
        }
        return (license, seat, device)
    }

    /// Frees a seat of a license.
    func free(_ seat: Seat, of license: LicenseDetails, by freer: SeatFreer) async throws {
        let now = now
        let outcome = try await work { registry in
            try registry.activations.freeSeat(
                seat.id, of: KeyReference(license.record), of: license.claims.organization,
                by: freer, now: now)
        }
        switch outcome {
        case .success: return
        case .failure(.seatMoves(let next)): throw RegistryError.seatMoves(until: next)
        case .failure: throw Problem.missing(.activation)
        }
    }
}
