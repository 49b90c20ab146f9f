import JSON
import LicenseIssuer
import LicenseVerifier

/// The terms of a license in JSON: a member for each term of `TermsField`, under its name.
struct TermsWire: Codable {
    private let values: [TermsField: TermsValue]

    init(_ terms: LicenseTerms) {
        values = Dictionary(
            uniqueKeysWithValues: TermsField.allCases.compactMap { field in
                terms.value(of: field).map { (field, $0) }
            })
    }

    init(from decoder: any Decoder) throws {
        let members = try decoder.container(keyedBy: TermsField.self)
        // The one term that has no default.
        var values = [TermsField.prefix: TermsValue.text(try members.decode(.prefix))]
        for field in TermsField.allCases where field != .prefix {
            values[field] = try members.value(of: field)
        }
        self.values = values
    }

    func encode(to encoder: any Encoder) throws {
        var members = encoder.container(keyedBy: TermsField.self)
        for (field, value) in values {
            switch value {
            case .text(let text): try members.encode(text, forKey: field)
            case .number(let number): try members.encode(number, forKey: field)
            case .names(let names): try members.encode(names, forKey: field)
            case .conditions(let values):
                try members.encode(values.mapValues(ConditionWire.init), forKey: field)
            }
        }
    }

    /// The terms that are meant; adds each member that is wrong to the faults.
    func terms(_ faults: inout [FieldFault]) -> LicenseTerms? {
        // Any prefix will do until the one that was sent is set.
        guard var terms = LicensePrefix("X").map({ LicenseTerms(prefix: $0) }) else { return nil }
        for field in TermsField.allCases {
            guard let value = values[field] else { continue }
            if !terms.set(field, to: value) {
                faults.append(FieldFault(field: field.rawValue, detail: field.rule))
            }
        }
        return terms
    }

    /// The members of the schema of what has terms.
    static let schema = Dictionary(
        uniqueKeysWithValues: TermsField.allCases.map { ($0.rawValue, $0.kind.schema) })
}

extension TermsField: CodingKey {}

extension KeyedDecodingContainer<TermsField> {
    fileprivate func decode(_ field: TermsField) throws -> String {
        try decode(String.self, forKey: field)
    }

    /// The value of a member; nil if it is absent or null.
    fileprivate func value(of field: TermsField) throws -> TermsValue? {
        switch field.kind {
        case .text, .choice: try decodeIfPresent(String.self, forKey: field).map { .text($0) }
        case .count:
            try decodeIfPresent(UInt64.self, forKey: field).map { .number(Int64(clamping: $0)) }
        case .span: try decodeIfPresent(Int64.self, forKey: field).map { .number($0) }
        case .names: try decodeIfPresent([String].self, forKey: field).map { .names($0) }
        case .conditions:
            try decodeIfPresent([String: ConditionWire].self, forKey: field)
                .map { .conditions($0.mapValues(\.value)) }
        }
    }
}

extension TermsField.Kind {
    fileprivate var schema: JSON {
        switch self {
        case .text: .text
        case .count, .span: .optional(.wholeNumber)
        case .names: .array(of: .text)
        case .conditions: ["type": "object"]
        case .choice(let values): .oneOf(values)
        }
    }
}
