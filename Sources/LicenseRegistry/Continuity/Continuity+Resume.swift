import COSE
public import LicenseVerifier
import SQLDatabase

extension Continuity {
    /// What `resume` would do, without doing it.
    public func plan(
        _ directory: MarkDirectory?, lists: [[UInt8]] = [], number: UInt64? = nil, now: Timestamp
    ) throws(RegistryError) -> Resumption {
        var plan: Resumption?
        do throws(RegistryError) {
            try transactions.changeStatus(at: now) { (change) throws(RegistryError) in
                plan = try ResumeChanges(change).resume(
                    try known(directory, lists, number, change))
                // Undoes the transaction; nobody sees it.
                throw .rowRecorded
            }
        } catch {
            guard error == .rowRecorded, let plan else { throw error }
            return plan
        }
        throw .database(.corrupt)
    }

    /// Lets a registry go on that was restored: with numbers above all that may be out, in lists of
    /// their own for new licenses, and with what the given lists say of the licenses that they revoke.
    ///
    /// What devices may have been promised stays out of the pool until it is settled (`settle`).
    ///
    /// - Parameters:
    ///   - lists: signed lists that are out, besides those of the directory.
    ///   - number: a number that the next lists are to exceed; nil to reckon one.
    @discardableResult
    public func resume(
        _ directory: MarkDirectory?, lists: [[UInt8]] = [], number: UInt64? = nil, now: Timestamp
    ) throws(RegistryError) -> Resumption {
        try transactions.changeStatus(at: now) { (change) throws(RegistryError) in
            let resumption = try ResumeChanges(change).resume(
                try known(directory, lists, number, change))
            try settle(change)
            if let directory {
                try RegistryStatusChanges(change).begin()
                // Before the change is durable: a service beside it, which looks at both, never sees
                // a registry that goes on with its old mark.
                if let mark = try ContinuityQueries(change).mark() { try directory.set(mark) }
            }
            return resumption
        }
    }

    /// The lists that a key of this registry has signed; nil for each that none has.
    public func verified(_ lists: [[UInt8]]) throws(RegistryError) -> [VerifiedStatusList?] {
        let keys = try transactions.read { (reading) throws(RegistryError) in
            try Self.statusKeys(reading)
        }
        return Self.verified(lists, by: keys)
    }

    private static func verified(
        _ lists: [[UInt8]], by keys: StatusKeys
    ) -> [VerifiedStatusList?] {
        // A list that cannot be verified proves nothing, and is said to be left out.
        lists.map { bytes in
            (try? SignedMessage(bytes, maxPayload: Limits.maxObjectBytes)).flatMap {
                try? keys.verify($0)
            }
        }
    }

    private static func statusKeys(_ reading: any Reading) throws(RegistryError) -> StatusKeys {
        let keys = OrganizationQueries(reading)
        let pinned =
            try keys.signingKeys().map(\.publicKey)
            + keys.serviceKeys().filter { $0.role == .status }.map(\.publicKey)
        var unique: [VerificationKey] = []
        for key in pinned where !unique.contains(key) { unique.append(key) }
        guard let trusted = StatusKeys(pinning: unique) else { throw .database(.corrupt) }
        return trusted
    }

    /// What the mark shows; a node that lacks its own is shown by that.
    private func finding(_ directory: MarkDirectory?, _ change: Change) -> String? {
        guard let directory else { return nil }
        do throws(RegistryError) {
            return try ContinuityQueries(change).finding(directory, dialect)?.sentence
        } catch {
            return "\(error)"
        }
    }

    private func known(
        _ directory: MarkDirectory?, _ lists: [[UInt8]], _ number: UInt64?, _ change: Change
    ) throws(RegistryError) -> KnownOutside {
        let kept = try directory?.lists() ?? []
        let verified = Self.verified(kept + lists, by: try Self.statusKeys(change))
        return KnownOutside(
            mark: try directory?.markIfReadable(), finding: finding(directory, change),
            path: directory?.path ?? "",
            lists: verified.compactMap(\.self),
            unreadable: verified.count { $0 == nil }, number: number)
    }
}
