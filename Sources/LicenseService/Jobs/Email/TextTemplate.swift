/// A text with names in double braces, `{{key}}`, each of which is replaced by its value.
///
/// There are no conditions and no nesting; an unknown name is refused when the template is set, so
/// that no customer ever reads `{{kye}}`.
struct TextTemplate: Equatable {
    /// The values that there are.
    enum Name: String, CaseIterable {
        /// The license key, as people see it.
        case key
        /// The customer's name.
        case customer
        /// The benefit's name.
        case benefit
        /// The organization's name.
        case organization
        /// The day on which the license ends, or `never`.
        case expires
        /// The benefit's activation instructions.
        case instructions
    }

    /// Why a text is not a template.
    enum Fault: Error, Equatable {
        /// An unknown name, cut to a length that can be shown.
        case unknownName(String)
        /// Braces that open and never close.
        case unclosed
    }

    /// How values are written into the text.
    enum Form {
        /// As they are.
        case plain
        /// So that they are text in HTML, in elements and in quoted attributes.
        case html
    }

    private enum Part: Equatable {
        case text(String)
        case value(Name)
    }

    private let parts: [Part]

    init(_ text: String) throws(Fault) {
        var parts: [Part] = []
        var rest = text[...]
        while let open = rest.firstRange(of: "{{") {
            parts.append(.text(String(rest[..<open.lowerBound])))
            rest = rest[open.upperBound...]
            guard let close = rest.firstRange(of: "}}") else { throw .unclosed }
            let name = rest[..<close.lowerBound].filter { $0 != " " }
            guard let value = Name(rawValue: String(name)) else {
                throw .unknownName(
                    String(
                        name.unicodeScalars.filter { $0.value >= 32 }.prefix(64)
                            .map(Character.init)))
            }
            parts.append(.value(value))
            rest = rest[close.upperBound...]
        }
        parts.append(.text(String(rest)))
        self.parts = parts
    }

    /// The text with values instead of names; values are never searched for names.
    func filled(_ values: [Name: String], as form: Form) -> String {
        parts.map { part in
            switch part {
            case .text(let text): text
            case .value(let name):
                form == .html ? Self.escaped(values[name] ?? "") : values[name] ?? ""
            }
        }.joined()
    }

    private static func escaped(_ text: String) -> String {
        text.map { character in
            switch character {
            case "&": "&amp;"
            case "<": "&lt;"
            case ">": "&gt;"
            case "\"": "&quot;"
            case "'": "&#39;"
            default: String(character)
            }
        }.joined()
    }
}

extension TextTemplate.Fault: CustomStringConvertible {
    var description: String {
        switch self {
        case .unknownName(let name):
            "has no value for {{\(name)}}; the names are "
                + TextTemplate.Name.allCases.map(\.rawValue).joined(separator: ", ")
        case .unclosed: "has two braces that are not closed"
        }
    }
}
