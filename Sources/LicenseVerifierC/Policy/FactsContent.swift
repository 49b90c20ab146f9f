package import LicenseVerifier

/// What is behind a `latchkey_facts`.
///
/// `@unchecked Sendable`: `facts` is read and changed only between an entry and an exit in `users`.
package final class FactsContent: HandleContent, @unchecked Sendable {
    package static let kind = HandleKind.facts

    private var facts: PresentedFacts
    private let users = FactsUsers()

    init(_ facts: PresentedFacts) {
        self.facts = facts
    }

    /// The facts as they are now.
    package func current() throws(Failure) -> PresentedFacts {
        try users.beginRead()
        defer { users.endRead() }
        return facts
    }

    /// Changes the facts, if nobody else uses them.
    func change(_ body: (inout PresentedFacts) throws(Failure) -> Void) throws(Failure) {
        try users.beginChange()
        defer { users.endChange() }
        try body(&facts)
    }
}

/// What a C program has presented so far.
package struct PresentedFacts: Sendable {
    /// Who must have sold the license; nil for the organization that the license names.
    var organization: OrganizationID?
    var benefit: Expected<BenefitID>
    var prefix: Expected<LicensePrefix>
    /// The conditions that hold here.
    package var conditions: [Condition] = []
    var judgesConditions = true
    var activation = ActivationFact.notActivated
    var usage = UsageFact.unknown
    var release = ReleaseFact.unknown
    var clock = ClockFact.trusted
    var expiryNotice = Duration.seconds(30 * 86_400)
    var status = PresentedStatus.nothing

    /// The facts for judging one license.
    package func facts(about claims: LicenseClaims) throws(Failure) -> Facts {
        var facts = expectations(about: claims)
        switch status {
        case .nothing: break
        case .list(let list):
            facts.status = try Failure.of { () throws(StatusError) in try list.fact(about: claims) }
        case .staple(let staple): facts.status = .staple(staple)
        }
        return facts
    }

    /// The same without the license's status, for a ledger, which says that itself.
    package func expectations(about claims: LicenseClaims) -> Facts {
        var facts = Facts(
            organization: organization ?? claims.organization, benefit: benefit, prefix: prefix)
        facts.conditions = judgesConditions ? .presented(conditions) : .notJudged
        facts.activation = activation
        facts.usage = usage
        facts.release = release
        facts.clock = clock
        facts.expiryNotice = expiryNotice
        return facts
    }
}

/// What a C program knows of the license's status.
enum PresentedStatus: Sendable {
    case nothing
    case list(ListContent)
    case staple(VerifiedStatusStaple)
}
