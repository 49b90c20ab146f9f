/// The members of a JSON object, in the order in which they were written.
///
/// Of two members with one name the last counts, as with nearly all readers of JSON (RFC 8259 §4).
public struct JSONObject: Equatable, Sendable {
    /// A name with its value.
    public struct Member: Equatable, Sendable {
        /// The name.
        public let name: String
        /// The value.
        public let value: JSON

        /// Pairs a name with a value.
        public init(_ name: String, _ value: JSON) {
            self.name = name
            self.value = value
        }
    }

    /// All members, also those that do not count.
    public private(set) var members: [Member]

    /// An object of these members.
    public init(_ members: [Member] = []) {
        self.members = members
    }

    /// The value of the last member of a name; nil where there is none.
    public subscript(name: String) -> JSON? {
        members.last { $0.name == name }?.value
    }

    /// Adds a member behind the others.
    public mutating func append(_ name: String, _ value: JSON) {
        members.append(Member(name, value))
    }

    /// The members that count, in the order in which their names came first.
    public var effective: [Member] {
        var positions: [String: Int] = [:]
        var result: [Member] = []
        for member in members {
            if let position = positions[member.name] {
                result[position] = member
            } else {
                positions[member.name] = result.count
                result.append(member)
            }
        }
        return result
    }
}
