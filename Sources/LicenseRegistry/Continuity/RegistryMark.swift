import CBOR
import JSON
public import LicenseVerifier

/// How far a registry has come, as it is known outside of it.
///
/// A registry that comes back from a backup, a copy or a lost disk does not know what it has given
/// out since; its mark does. The mark is not trusted for anything else: who edits it can make the
/// registry stand still, or go on where it should stand still.
public struct RegistryMark: Equatable, Sendable {
    /// The newest number of one list.
    public struct List: Equatable, Sendable {
        /// Whose.
        public let organization: OrganizationID
        /// Which of the organization's.
        public let shard: UInt32
        /// The number; 0 before the first.
        public let sequence: UInt64
    }

    /// Names the registry.
    let registry: [UInt8]
    /// How often it was resumed.
    let epoch: Int64
    /// How often it was about to give something out that no audit record may show.
    let promises: Int64
    /// Where its audit log ended.
    public let records: AuditEnd
    /// Its lists.
    public let lists: [List]
    /// The file that it was made beside; nil where nobody knows which it is.
    var file: FileBirth?
    /// Which tokens and keys were good; nil in the mark of an older program.
    let credentials: MarkedCredentials?

    init(
        registry: [UInt8], epoch: Int64, promises: Int64, records: AuditEnd, lists: [List],
        file: FileBirth? = nil, credentials: MarkedCredentials? = nil
    ) {
        self.registry = registry
        self.epoch = epoch
        self.promises = promises
        self.records = records
        self.lists = lists
        self.file = file
        self.credentials = credentials
    }

    /// Whether this mark knows of more than another of the same registry.
    func isAhead(of other: RegistryMark) -> Bool {
        registry == other.registry
            && (epoch, records.sequence, promises)
                > (other.epoch, other.records.sequence, other.promises)
    }
}

extension RegistryMark {
    /// The content of the file that holds it.
    var encoded: [UInt8] {
        var members = [
            JSONObject.Member("registry", .string(Hexadecimal.encode(registry))),
            JSONObject.Member("epoch", .integer(epoch)),
            JSONObject.Member("promises", .integer(promises)),
            JSONObject.Member("records", .integer(records.sequence)),
            JSONObject.Member("hash", .string(Hexadecimal.encode(records.hash))),
            JSONObject.Member("lists", .array(lists.map(\.json))),
        ]
        if let file { members.append(JSONObject.Member("file", file.json)) }
        if let credentials {
            members.append(JSONObject.Member("credentials", credentials.json))
        }
        return JSON.object(JSONObject(members)).encoded
    }

    /// A number that can be counted on from.
    private static func count(_ json: JSON) -> Int64? {
        json.integer.flatMap { (0...Int64.max - (1 << 32)).contains($0) ? $0 : nil }
    }

    /// Reads the file; nil for anything that is not a mark.
    init?(encoded bytes: [UInt8]) {
        // Whatever is wrong with it, it is not a mark.
        guard let object = (try? JSON(parsing: bytes))?.object,
            let registry = object["registry"]?.string.flatMap({ Hexadecimal.decode($0) }),
            registry.count == 16, let epoch = object["epoch"].flatMap(Self.count),
            let promises = object["promises"].flatMap(Self.count),
            let records = object["records"].flatMap(Self.count),
            let hash = object["hash"]?.string.flatMap({ Hexadecimal.decode($0) }),
            let lists = object["lists"]?.array
        else { return nil }
        let read = lists.compactMap(List.init)
        guard read.count == lists.count else { return nil }
        let file = object["file"].flatMap(FileBirth.init)
        let credentials = object["credentials"].flatMap(MarkedCredentials.init)
        guard (file == nil) == (object["file"] == nil),
            (credentials == nil) == (object["credentials"] == nil)
        else { return nil }
        self.init(
            registry: registry, epoch: epoch, promises: promises,
            records: AuditEnd(sequence: records, hash: hash, found: nil), lists: read, file: file,
            credentials: credentials)
    }
}

extension RegistryMark.List {
    fileprivate var json: JSON {
        .object(
            JSONObject([
                JSONObject.Member("organization", .string("\(organization)")),
                JSONObject.Member("shard", .integer(shard)),
                JSONObject.Member("number", .integer(sequence)),
            ]))
    }

    fileprivate init?(_ json: JSON) {
        guard let object = json.object,
            let organization = object["organization"]?.string.flatMap({ OrganizationID($0) }),
            let shard = object["shard"]?.integer.flatMap({ UInt32(exactly: $0) }),
            let sequence = object["number"]?.integer.flatMap({ UInt64(exactly: $0) })
        else { return nil }
        self.init(organization: organization, shard: shard, sequence: sequence)
    }
}
