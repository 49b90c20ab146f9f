public import LicenseVerifier
package import SQLDatabase

/// Names one receiver of events.
public typealias WebhookEndpointID = Identifier<WebhookEndpointKind>

/// The kind of thing that a `WebhookEndpointID` names.
public enum WebhookEndpointKind {}

/// The shape of the messages that an endpoint gets.
public enum WebhookFormat: String, Sendable, CaseIterable {
    /// Dodo Payments' envelope with the whole license.
    case standard
    /// Polar's events of grants, for licenses that a sale has granted.
    case polar
}

/// How the bytes of an HMAC key come from a secret's text.
public enum KeyDerivation: String, Sendable, CaseIterable {
    /// The text without `whsec_`, decoded from base64 (Standard Webhooks).
    case standard
    /// The bytes of the whole text, as Polar has it.
    case text
}

/// Why an endpoint gets nothing.
public enum EndpointPause: String, Sendable {
    /// Its owner has switched it off.
    case byOwner = "owner"
    /// It has answered that it is gone (410).
    case gone
    /// Everything has failed for days.
    case failing
    /// It is no longer in the configuration.
    case unconfigured
}

/// What the owner of an endpoint decides about it.
public struct WebhookTerms: Equatable, Sendable {
    /// Where messages go.
    public var url: String
    /// For people.
    public var description = ""
    /// The shape of its messages.
    public var format = WebhookFormat.standard
    /// How its secret becomes a key.
    public var keyDerivation = KeyDerivation.standard
    /// The types of events that it gets; empty for all.
    public var filterTypes: [String] = []
    /// Further fields of each request.
    public var headers: [WebhookHeader] = []
    /// Whatever the owner keeps with it, as JSON; empty for nothing.
    public var metadata = ""
    /// Whether license keys are shown by their last characters only.
    public var isMaskingKeys = false

    /// An endpoint that gets everything.
    public init(url: String) {
        self.url = url
    }

    /// Whether it gets events of a type.
    public func takes(_ type: String) -> Bool {
        filterTypes.isEmpty || filterTypes.contains(type)
    }
}

/// One further field of the requests to an endpoint.
public struct WebhookHeader: Equatable, Sendable {
    /// Its name.
    public let name: String
    /// Its value; neither part has a line end.
    public let value: String

    /// A field.
    public init(name: String, value: String) {
        self.name = name
        self.value = value
    }
}

/// A receiver of an organization's events.
public struct WebhookEndpoint: Equatable, Sendable {
    /// Names it.
    public let id: WebhookEndpointID
    /// Whose events it gets.
    public let organization: OrganizationID
    /// What its owner decided.
    public let terms: WebhookTerms
    /// Whether it is in the configuration, which changes it at every start.
    public let isConfigured: Bool
    /// Why it gets nothing now; nil while it gets messages.
    public let pause: EndpointPause?
    /// Since when it is there.
    public let created: ExactTime
    /// When its owner changed it last.
    public let changedAt: Timestamp
    /// Since when no message has come through; nil after one has.
    public let failingSince: Timestamp?

    /// The second since when it is there.
    public var createdAt: Timestamp { created.timestamp }
}

extension WebhookFormat: SQLColumnValue {}
extension KeyDerivation: SQLColumnValue {}
extension EndpointPause: SQLColumnValue {}

extension WebhookEndpoint: SQLRecord {
    package init(_ row: SQLRow) throws(SQLError) {
        id = try row["id"]
        organization = try row["organization_id"]
        var terms = WebhookTerms(url: try row["url"])
        terms.description = try row["description"]
        terms.format = try row["format"]
        terms.keyDerivation = try row["key_derivation"]
        terms.filterTypes = try row.text("filter_types").split(separator: " ").map(String.init)
        terms.headers = try row.text("headers").split(separator: "\n").map { line in
            let parts = line.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            return WebhookHeader(
                name: String(parts[0]), value: parts.count > 1 ? String(parts[1]) : "")
        }
        terms.metadata = try row["metadata"]
        terms.isMaskingKeys = try row["is_masking_keys"]
        self.terms = terms
        isConfigured = try row["is_configured"]
        pause = try row["disabled_as"]
        created = try row.exactTime("created_at", "created_us")
        changedAt = try row["changed_at"]
        failingSince = try row["failing_since_at"]
    }
}

extension WebhookTerms {
    /// The columns in the order of the table.
    var values: [SQLValue] {
        [
            .text(url), .text(description), .text(format.rawValue), .text(keyDerivation.rawValue),
            .text(filterTypes.joined(separator: " ")),
            .text(headers.map { "\($0.name):\($0.value)" }.joined(separator: "\n")),
            .text(metadata), .flag(isMaskingKeys),
        ]
    }
}
