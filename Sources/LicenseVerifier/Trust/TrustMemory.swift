public import COSE

/// What a device remembers of the bundles that it took, so that trust goes forward only.
public struct TrustMemory: Equatable, Sendable {
    /// Who vouches for the next bundle.
    public private(set) var root: TrustRoot
    /// The newest bundle; nil before the first.
    public private(set) var newest: VerifiedTrustBundle?

    /// Begins with the root keys that the program pins.
    public init(pinning root: TrustRoot) {
        self.root = root
    }

    /// Takes a newer bundle (Trust-Bundle, acceptance).
    ///
    /// Bundles that were missed are taken one after another, oldest first: each hands the root keys
    /// on to the next. Throws `rollback` for an older one and `equivocation` for another of the same
    /// version; the newest one may be given again.
    @discardableResult
    public mutating func accept(
        _ messages: [SignedMessage], at now: Timestamp
    ) throws(TrustError) -> VerifiedTrustBundle {
        let verified = try verifiedByHolder(messages)
        let bundle = verified.bundle
        guard bundle.issuedAt <= now + Limits.clockTolerance else {
            throw .fromTheFuture(issuedAt: bundle.issuedAt)
        }
        if let held = newest?.bundle {
            guard bundle.organization == held.organization else { throw .otherOrganization }
            guard bundle.version >= held.version else {
                throw .rollback(version: bundle.version, held: held.version)
            }
            guard bundle.version > held.version || bundle == held else {
                throw .equivocation(version: bundle.version)
            }
        }
        root = verified.nextRoot
        newest = verified
        return verified
    }

    /// The newest bundle may have been signed by the roots before the ones that it appointed.
    private func verifiedByHolder(
        _ messages: [SignedMessage]
    ) throws(TrustError) -> VerifiedTrustBundle {
        if let newest,
            messages.first?.unverifiedPayload.elementsEqual(newest.bundle.payload) == true
        {
            return newest
        }
        return try root.verify(messages)
    }
}
