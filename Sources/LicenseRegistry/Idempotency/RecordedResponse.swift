import JSON
package import SQLDatabase

/// An answer to a request, kept so that the same request gets it again.
public struct RecordedResponse: Equatable, Sendable {
    /// One header field.
    public struct Header: Equatable, Sendable {
        /// The name.
        public let name: String
        /// The value.
        public let value: String

        /// Pairs a name with a value.
        public init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }
    }

    /// The status code.
    public let status: Int
    /// The header fields that go with it.
    public let headers: [Header]
    /// The body; nil where it held a secret, which nobody but its receiver may keep.
    public let body: [UInt8]?

    /// An answer.
    public init(status: Int, headers: [Header], body: [UInt8]?) {
        self.status = status
        self.headers = headers
        self.body = body
    }
}

extension RecordedResponse: SQLRecord {
    static let columns = "status, headers, octets"

    package init(_ row: SQLRow) throws(SQLError) {
        status = Int(try row.integer("status"))
        headers = try row.parsed(text: "headers") { Self.headers(column: $0) }
        body = try row["octets"]
    }

    private static func headers(column text: String) -> [Header]? {
        // What does not parse is damage, which the caller reports by the column.
        guard let object = try? JSON(parsing: Array(text.utf8)).object else { return nil }
        return object.members.compactMap { member in
            member.value.string.map { Header(member.name, $0) }
        }
    }

    var values: [SQLValue] {
        let object = JSON.object(
            JSONObject(headers.map { JSONObject.Member($0.name, .string($0.value)) }))
        return [
            .integer(Int64(status)), .text(String(decoding: object.encoded, as: UTF8.self)),
            body.map { .blob($0) } ?? .null,
        ]
    }
}

/// A request that its sender may repeat: under which name, and what it says.
public struct IdempotentRequest: Sendable {
    let name: [UInt8]
    let content: [UInt8]

    /// - Parameters:
    ///   - name: SHA-256 of what the sender, the path and the sender's key for the request make up.
    ///   - content: SHA-256 of the body.
    public init(name: [UInt8], content: [UInt8]) {
        self.name = name
        self.content = content
    }
}

/// What is known of a request that comes with a key.
public enum IdempotencyReservation: Equatable, Sendable {
    /// It came first, and is now to be worked on.
    case first
    /// It was answered.
    case answered(RecordedResponse)
    /// The key was used with other content.
    case otherContent
    /// It is being worked on.
    case underWay
    /// The node that worked on it is gone, and nobody can say how far it got.
    case outcomeUnknown
}
