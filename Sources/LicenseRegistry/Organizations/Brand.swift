public import LicenseVerifier
package import SQLDatabase

/// How an organization's pages look to its customers.
public struct Brand: Equatable, Sendable {
    /// A picture beside the name.
    public struct Logo: Equatable, Sendable {
        /// What kind of picture it is.
        public let mediaType: String
        /// The picture.
        public let content: [UInt8]

        /// A picture that the caller has checked.
        public init(mediaType: String, content: [UInt8]) {
            self.mediaType = mediaType
            self.content = content
        }
    }

    /// Whose pages.
    public let organization: OrganizationID
    /// The name that customers see; nil for the organization's.
    public var name: String?
    /// The color of links and buttons, such as `#1d4f91`; nil for the usual one.
    public var accent: String?
    /// Where customers get help; nil for nowhere.
    public var supportURL: String?
    /// The picture; nil for none.
    public var logo: Logo?
    /// When it was changed last; nil for never.
    public internal(set) var changedAt: Timestamp?

    /// The usual look.
    public init(of organization: OrganizationID) {
        self.organization = organization
    }
}

extension Brand: SQLRecord {
    package init(_ row: SQLRow) throws(SQLError) {
        organization = try row["organization_id"]
        name = try row["name"]
        accent = try row["accent"]
        supportURL = try row["support_url"]
        changedAt = try row["changed_at"]
        let mediaType: String? = try row["logo_type"]
        let content = try row.optionalBlob("logo")
        if let mediaType, let content { logo = Logo(mediaType: mediaType, content: content) }
    }
}
