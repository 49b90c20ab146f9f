import Foundation
import HTTPTypes
import Hummingbird
import LicenseRegistry
import LicenseVerifier
import NIOCore

/// What the routes of the management interface have in common.
package struct Management: Sendable {
    /// What the interface's places begin with.
    ///
    /// Not `/v1`, where the contracts of Polar and Dodo Payments own names such as `license-keys` and
    /// `customers`: a shop that changes its base URL must find theirs there.
    package static let prefix = "/manage/v1"

    static let maxPage = 500

    let registry: RegistryAccess
    let limits: RequestLimits
    let clock: ServiceClock
    let minting: MintingKey?

    /// Works on the registry in a caller's name.
    func work<Result: Sendable>(
        _ caller: Caller, _ body: @escaping @Sendable (Registry) throws -> Result
    ) async throws -> Result {
        try await registry.work(as: caller.name, body)
    }

    /// Reads a JSON body; members that are not known are ignored.
    func body<Wire: Decodable & Sendable>(
        of request: Request, as type: Wire.Type
    ) async throws -> Wire {
        try await request.json(type, limits)
    }

    /// The bytes of a body that is not JSON.
    func text(of request: Request, upTo limit: Int) async throws -> String {
        let bytes = try await request.bytes(upTo: limit)
        return String(buffer: bytes)
    }

    /// Whose things are asked about: the query's, the token's, or the only one there is.
    func organization(
        _ query: Query, _ caller: Caller
    ) async throws -> OrganizationID {
        let named: OrganizationID? = try query.value("organization_id") { OrganizationID($0) }
        if let id = named ?? caller.token.organization {
            try caller.check(id, .organization)
            return id
        }
        let all = try await work(caller) { try $0.organizations() }
        guard all.count == 1, let only = all.first else {
            throw Problem.invalid(
                "organization_id", "there are several organizations, so name one")
        }
        return only.id
    }
}

extension Request {
    /// A JSON body; members that are not known are ignored.
    func json<Wire: Decodable & Sendable>(
        _ type: Wire.Type, _ limits: RequestLimits
    ) async throws -> Wire {
        try require(type: "application/json")
        let bytes = try await bytes(upTo: limits.bodyBytes)
        do {
            return try JSONDecoder().decode(type, from: Data(bytes.readableBytesView))
        } catch let error as DecodingError {
            throw Problem(error)
        }
    }
}

extension Problem {
    /// What is wrong with a JSON body, by the place in it.
    init(_ error: DecodingError) {
        func field(_ context: DecodingError.Context, _ key: (any CodingKey)? = nil) -> String {
            let path = context.codingPath + (key.map { [$0] } ?? [])
            return path.isEmpty ? "body" : path.map(\.stringValue).joined(separator: ".")
        }
        switch error {
        case .keyNotFound(let key, let context): self = .invalid(field(context, key), "is missing")
        case .typeMismatch(_, let context): self = .invalid(field(context), "has another type")
        case .valueNotFound(_, let context): self = .invalid(field(context), "is null")
        case .dataCorrupted(let context) where context.codingPath.isEmpty:
            self = .malformed("the body is no JSON")
        case .dataCorrupted(let context): self = .invalid(field(context), "has no possible value")
        @unknown default: self = .malformed("the body cannot be read")
        }
    }
}

/// The members of a request's query, each read as what it stands for.
struct Query {
    private let request: Request

    init(_ request: Request) {
        self.request = request
    }

    /// A member; nil when it is absent, a problem when it cannot be read.
    func value<Value>(_ name: String, _ read: (String) -> Value?) throws -> Value? {
        guard let text = request.uri.queryParameters[Substring(name)] else { return nil }
        guard let value = read(String(text)) else {
            throw Problem.invalid(name, "has no possible value")
        }
        return value
    }

    /// How many items a page may have.
    func limit() throws -> Int {
        try value("limit") { text in
            Int(text).flatMap { (1...Management.maxPage).contains($0) ? $0 : nil }
        } ?? 50
    }

    /// The parameters that every list takes.
    static let page = [
        QueryParameter(
            "limit",
            ["type": "integer", "minimum": 1, "maximum": .number(Management.maxPage)],
            "How many items, 50 by default."),
        QueryParameter("cursor", .text, "Where to go on: `next_cursor` of the page before."),
    ]

    static let organization = QueryParameter(
        "organization_id", .uuid, "Whose; needed where there are several organizations.")
}

extension ServiceContext {
    /// A part of the place, read as an id; what is no id names nothing.
    func id<Kind>(_ kind: RecordKind, _ type: Identifier<Kind>.Type) throws -> Identifier<Kind> {
        guard let id = coreContext.parameters.get("id").flatMap({ Identifier<Kind>($0) }) else {
            throw Problem.missing(kind)
        }
        return id
    }
}

/// One page of a list.
struct PageWire<Item: Encodable>: Encodable {
    let items: [Item]
    let nextCursor: String?

    enum CodingKeys: String, CodingKey {
        case items
        case nextCursor = "next_cursor"
    }

    /// - Parameter next: the cursor after an item; the last page has fewer items than asked for.
    init(_ items: [Item], limit: Int, next: (Item) -> String) {
        self.items = items
        nextCursor = items.count == limit ? items.last.map(next) : nil
    }
}

/// A member of a change: absent, null, or a value.
enum Change<Value: Sendable>: Sendable {
    case keep
    case set(Value?)

    func applied(to old: Value?) -> Value? {
        switch self {
        case .keep: old
        case .set(let new): new
        }
    }
}

extension KeyedDecodingContainer {
    func change<Value: Decodable>(_ type: Value.Type, _ key: Key) throws -> Change<Value> {
        contains(key) ? .set(try decodeIfPresent(type, forKey: key)) : .keep
    }
}

/// A moment in JSON (RFC 3339).
struct TimeWire: Codable, Sendable {
    let time: Timestamp

    init(_ time: Timestamp) {
        self.time = time
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let time = Timestamp(try container.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "no time")
        }
        self.time = time
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode("\(time)")
    }
}

/// An id in JSON.
struct IDWire<Kind>: Codable, Sendable {
    let id: Identifier<Kind>

    init(_ id: Identifier<Kind>) {
        self.id = id
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let id = Identifier<Kind>(try container.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "no id")
        }
        self.id = id
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode("\(id)")
    }
}
