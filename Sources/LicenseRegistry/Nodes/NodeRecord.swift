public import COSE
public import LicenseVerifier
package import SQLDatabase

/// What one of the nodes that share the registry serves and signs with, as it said last.
public struct NodeRecord: Equatable, Sendable {
    /// Names the node for people: its machine and its directory.
    public let name: String
    /// The version of the trust bundle that it hands out; nil for none.
    public let bundleVersion: UInt64?
    /// The key that signs its answers to devices.
    public let answerKey: KeyID
    /// The key that signs its lists.
    public let listKey: KeyID
    /// The key that it mints with; nil where it mints nothing.
    public let mintingKey: KeyID?

    /// What a node says.
    public init(
        name: String, bundleVersion: UInt64?, answerKey: KeyID, listKey: KeyID, mintingKey: KeyID?
    ) {
        self.name = name
        self.bundleVersion = bundleVersion
        self.answerKey = answerKey
        self.listKey = listKey
        self.mintingKey = mintingKey
    }

    /// The key with which it signs in a role; nil for none.
    public func key(for role: KeyRole) -> KeyID? {
        switch role {
        case .issue: mintingKey
        case .activate: answerKey
        case .status: listKey
        }
    }
}

extension NodeRecord: SQLRecord {
    package init(_ row: SQLRow) throws(SQLError) {
        name = try row["name"]
        bundleVersion = try row.optionalInteger("bundle_version").map { UInt64(clamping: $0) }
        answerKey = try row.parsed("answer_key") { KeyID($0) }
        listKey = try row.parsed("list_key") { KeyID($0) }
        mintingKey = try row.optionalParsed("minting_key") { KeyID($0) }
    }
}
