import Hummingbird
import LicenseRegistry
import LicenseVerifier

/// An id in JSON: written as a UUID, read in either form.
struct IDWire<Kind>: Codable, Sendable {
    let id: Identifier<Kind>

    init(_ id: Identifier<Kind>) {
        self.id = id
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let id = Identifier<Kind>(inAnyForm: try container.decode(String.self)) else {
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
    /// The `{id}` of the path, in either form; what is not an id names nothing.
    func id<Kind>(_ kind: RecordKind, _ type: Identifier<Kind>.Type) throws -> Identifier<Kind> {
        guard
            let id = coreContext.parameters.get("id").flatMap({ Identifier<Kind>(inAnyForm: $0) })
        else {
            throw Problem.missing(kind)
        }
        return id
    }
}
