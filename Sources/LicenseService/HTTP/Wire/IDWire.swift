import Hummingbird
import LicenseRegistry
import LicenseVerifier

/// An id in JSON.
struct IDWire<Kind>: Codable, Sendable {
    let id: Identifier<Kind>

    init(_ id: Identifier<Kind>) {
        self.id = id
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let id = Identifier<Kind>(try container.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "not an id")
        }
        self.id = id
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode("\(id)")
    }
}

extension ServiceContext {
    /// The `{id}` of the path; what is not an id names nothing.
    func id<Kind>(_ kind: RecordKind, _ type: Identifier<Kind>.Type) throws -> Identifier<Kind> {
        guard let id = coreContext.parameters.get("id").flatMap({ Identifier<Kind>($0) }) else {
            throw Problem.missing(kind)
        }
        return id
    }
}
