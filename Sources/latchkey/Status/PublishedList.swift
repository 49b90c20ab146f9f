import COSE
import LicenseRegistry
import LicenseVerifier
import Terminal

/// The list that is where the next one is to be written.
///
/// The registry may be older than what was published, or be another one: what is published counts,
/// because devices hold it.
struct PublishedList {
    let path: String
    let list: VerifiedStatusList

    /// Reads what is there; nil for nothing.
    ///
    /// - Parameter keys: those of the registry, with any of which it may have signed.
    init?(_ path: String, of organization: OrganizationID, shard: UInt32, keys: StatusKeys) throws {
        let file = InputFile(path: path)
        guard file.exists else { return nil }
        let bytes = try file.bytes(limit: Limits.maxFileBytes)
        let list = try Self.list(in: bytes, at: path, by: keys)
        guard list.claims.organization == organization else {
            throw PublishingError.otherOrganization(path: path, list.claims.organization)
        }
        guard list.claims.shard == shard else {
            throw PublishingError.otherShard(path: path, list.claims.shard)
        }
        self.path = path
        self.list = list
    }

    private static func list(
        in bytes: [UInt8], at path: String, by keys: StatusKeys
    ) throws(PublishingError) -> VerifiedStatusList {
        let message: SignedMessage
        do throws(COSEError) {
            message = try SignedMessage(bytes, maxPayload: Limits.maxObjectBytes)
        } catch {
            throw .damaged(path: path)
        }
        do throws(StatusError) {
            return try keys.verify(message)
        } catch .unknownKey(let key) {
            throw .unknownKey(path: path, key)
        } catch {
            throw .damaged(path: path)
        }
    }
}

/// How a shard's next list follows the one before it.
struct ListSuccession {
    let shard: UInt32
    /// What the registry remembers; nil before its first list.
    let remembered: PublishedStatusList?
    /// What is published; nil for nothing.
    let published: PublishedList?

    /// Sees that no license comes back to life by a mistake.
    ///
    /// - Parameter next: what is not good by the registry.
    func checkShrink(_ next: [StatusSnapshot.Exception]) throws {
        let served = published.map {
            PublishedStatusList($0.list.claims, exceptions: $0.list.exceptionCount)
        }
        for list in [remembered, served].compactMap(\.self)
        where !list.allows(exceptions: next.count) {
            throw PublishingError.shrinks(shard: shard, from: list.exceptions, to: next.count)
        }
    }

    /// What the published list shows of a registry that would sign this one next; nil for nothing.
    ///
    /// No two lists of one number may leave, and none with a lower number than one that has.
    func finding(signing next: VerifiedStatusList) -> RestoreFinding? {
        guard let published, published.list.claims.sequence >= next.claims.sequence,
            published.list.message != next.message
        else { return nil }
        return .newerList(
            shard: shard, known: remembered?.sequence ?? 0, seen: published.list.claims.sequence)
    }
}

extension VerifiedStatusList {
    /// How many licenses are not good.
    fileprivate var exceptionCount: Int {
        counts.reduce(0) { $0 + ($1.key == .valid ? 0 : $1.value) }
    }
}
