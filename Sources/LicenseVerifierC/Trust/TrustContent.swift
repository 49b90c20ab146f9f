package import COSE
package import LicenseVerifier

/// What is behind a `latchkey_trust`.
package final class TrustContent: HandleContent {
    package static let kind = HandleKind.trust

    /// Whom a program names itself.
    package enum Anchor: Sendable {
        /// Keys that sign everything.
        case keys([VerificationKey])
        /// Root keys, with the bundles that were taken so far.
        case root(TrustMemory)
    }

    /// Whom the program names.
    package let anchor: Anchor
    /// Which licenses of stolen keys stay good.
    package let affirmations: [VerifiedAffirmationList]
    /// Labels of extensions that the program acts on.
    package let understood: Set<Int64>
    /// Whose licenses are accepted.
    package let licenses: TrustedKeys
    /// Whose status lists are accepted.
    package let statuses: StatusKeys

    let texts = BorrowedTexts(count: 2)

    /// Fails when two keys have one key id.
    init(
        _ anchor: Anchor, affirmations: [VerifiedAffirmationList] = [],
        understood: Set<Int64> = []
    ) throws(Failure) {
        self.anchor = anchor
        self.affirmations = affirmations
        self.understood = understood
        let pinned: [VerificationKey]
        switch anchor {
        case .keys(let keys): pinned = keys
        case .root(let memory):
            if let bundle = memory.newest {
                licenses = TrustedKeys(
                    bundle, affirmations: affirmations, understanding: understood)
                statuses = StatusKeys(bundle)
                return
            }
            pinned = []
        }
        guard let licenses = TrustedKeys(pinning: pinned, understanding: understood),
            let statuses = StatusKeys(pinning: pinned)
        else { throw .keyTwice }
        self.licenses = licenses
        self.statuses = statuses
    }

    /// The newest bundle, where root keys vouch for one.
    package var bundle: TrustBundle? {
        if case .root(let memory) = anchor { memory.newest?.bundle } else { nil }
    }

    /// What the program's root keys vouch for.
    func memory() throws(Failure) -> TrustMemory {
        guard case .root(let memory) = anchor else { throw .noRoot }
        return memory
    }
}

extension Failure {
    static let keyTwice = Failure(
        .refused, code: "trust.key-twice", "two of the public keys have the same key id",
        nextStep: "name only one of them")

    fileprivate static let noRoot = Failure(
        .refused, code: "trust.no-root",
        "this program has its keys built in and takes no trust bundle",
        nextStep: "leave it out, or pin root keys")
}
