import COSE
import CommandSupport
import LicenseRegistry
import LicenseVerifier
import RegistryCommandSupport
import SQLDatabase
import Terminal

/// Where an organization's lists are found; part of what is signed.
struct ListAddress {
    /// What lists say that travel by stick alone.
    static let nowhere = "https://status.invalid/lists"

    /// What was said, by the person and by the vendor's bundle; nil for nothing.
    let said: String?
    /// Whether a service publishes the lists too, so that devices look for them where it does.
    let isOfService: Bool
    /// The newest list of the organization that was signed here; nil for none.
    let newest: VerifiedStatusList?

    /// The address of a list: as it was said, or as it was before.
    ///
    /// - Parameter published: the list that it replaces.
    func base(replacing published: PublishedList?) throws -> String {
        let former = said ?? published?.list.claims.base
        guard isOfService else { return former ?? Self.nowhere }
        let known = [former, newest?.claims.base].compactMap(\.self)
        guard let base = known.first(where: { $0 != Self.nowhere }) else {
            throw CommandFailure(
                .usage, "a service publishes the lists of this registry, and it is not known where",
                nextStep: "name the address with --base, such as "
                    + "https://keys.example.com/v1/status-lists")
        }
        return base
    }
}

extension StatusListClaims {
    /// Where all lists are, by what this one says of its own address.
    fileprivate var base: String { uri.lastIndex(of: "/").map { String(uri[..<$0]) } ?? uri }
}

extension Registry {
    /// Whether a service works on it too, and so publishes its lists.
    var hasService: Bool {
        get throws {
            try !organizations.listKeysOfServices().isEmpty
        }
    }

    /// All keys with which lists may have been signed: the issuing keys, and those of services.
    func statusKeys() throws -> StatusKeys {
        let own = try organizations.signingKeys().map(\.publicKey)
        let service = try organizations.serviceKeys().map(\.publicKey)
        guard let keys = StatusKeys(pinning: own + service.filter { !own.contains($0) }) else {
            throw RegistryError.database(.corrupt)
        }
        return keys
    }

    /// The newest list of an organization that a mark holds, of a shard or of any; nil for none.
    func newestList(
        in marks: MarkDirectory, of organization: OrganizationID, shard: UInt32? = nil
    ) throws -> VerifiedStatusList? {
        let keys = try statusKeys()
        return try marks.lists().compactMap { bytes in
            // A list of a key that is no longer here is another's business.
            try? keys.verify(SignedMessage(bytes, maxPayload: Limits.maxObjectBytes))
        }.filter { list in
            list.claims.organization == organization
                && (shard ?? list.claims.shard) == list.claims.shard
        }.max {
            ($0.claims.issuedAt, $0.claims.sequence) < ($1.claims.issuedAt, $1.claims.sequence)
        }
    }
}
