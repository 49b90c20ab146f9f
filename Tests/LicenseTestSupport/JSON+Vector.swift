package import Foundation
package import JSON

/// What a vector expects is compared with what came out as a whole, so members are in the order of
/// their names.
extension JSON {
    /// Reads a vector.
    package init(vector data: Data) throws {
        self = try JSON(parsing: Array(data)).ordered
    }

    /// An object without the members that are nil.
    package static func members(_ members: [String: JSON?]) -> JSON {
        let present = members.sorted { $0.key < $1.key }.compactMap { name, value in
            value.map { JSONObject.Member(name, $0) }
        }
        return .object(JSONObject(present))
    }

    /// The members, if this is an object.
    package var members: [String: JSON]? {
        object.map { Dictionary($0.members.map { ($0.name, $0.value) }) { _, last in last } }
    }

    private var ordered: JSON {
        switch self {
        case .object: .members((members ?? [:]).mapValues(\.ordered))
        case .array(let elements): .array(elements.map(\.ordered))
        case .null, .bool, .number, .string: self
        }
    }
}
