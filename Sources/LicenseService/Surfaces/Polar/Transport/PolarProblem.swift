import JSON

/// One thing that is wrong with a request, and where.
///
/// Programs read the first two steps of the location and the code `missing`; the sentences are for
/// people.
struct PolarProblem: Sendable {
    /// What is wrong, by the names that clients know.
    enum Code: String, Sendable {
        case missing
        case objectExpected = "model_attributes_type"
        case noJSON = "json_invalid"
        case string = "string_type"
        case tooShortString = "string_too_short"
        case tooLongString = "string_too_long"
        case uuid = "uuid_parsing"
        case uuidType = "uuid_type"
        case uuidVersion = "uuid_version"
        case integer = "int_parsing"
        case integerType = "int_type"
        case fraction = "int_from_float"
        case floatType = "float_type"
        case boolean = "bool_parsing"
        case booleanType = "bool_type"
        case tooSmall = "greater_than_equal"
        case tooLarge = "less_than_equal"
        case notOneOf = "enum"
        case literal = "literal_error"
        case time = "datetime_from_date_parsing"
        case timeType = "datetime_type"
        case map = "dict_type"
        case tooMany = "too_long"
        case valueError = "value_error"
        case organizationToken = "organization_token"
    }

    /// A step on the way to a location in the request.
    enum Step: Equatable, Sendable {
        case name(String)
        case index(Int)
    }

    let code: Code
    var location: [Step]
    let sentence: String
    /// The value there.
    var input: JSON = .null

    init(_ code: Code, _ location: [Step], _ sentence: String, input: JSON = .null) {
        self.code = code
        self.location = location
        self.sentence = sentence
        self.input = input
    }

    func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("type", code.rawValue)
            writer.name("loc")
            writer.array { writer in
                for step in location {
                    switch step {
                    case .name(let name): writer.write(name)
                    case .index(let index): writer.write(index)
                    }
                }
            }
            writer.member("msg", sentence)
            // Long values are not sent back.
            writer.member("input", input.isShort ? input : .null)
        }
    }
}

extension JSON {
    /// Whether an answer may repeat the value.
    fileprivate var isShort: Bool {
        switch self {
        case .null, .bool, .number: true
        case .string(let text): text.utf8.count <= 256
        case .array(let elements): elements.isEmpty
        case .object(let object): object.members.isEmpty
        }
    }
}
