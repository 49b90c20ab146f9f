import Mustache

/// A text with names in double braces, `{{key}}`, each of which is replaced by its value; what stands
/// between `{{#customer}}` and `{{/customer}}` is there only with such a value, and what stands behind
/// `{{^customer}}` only without.
///
/// Of Mustache's tags there are only these: none writes a value as it is, and none reads another
/// template. An unknown name is refused when the template is set, so that no customer ever reads
/// `{{kye}}`.
struct TextTemplate: Sendable {
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
        /// Braces or a section that open and never close.
        case unclosed
    }

    private let template: MustacheTemplate

    init(_ text: String, as content: MustacheContent = .plain) throws(Fault) {
        try Self.check(text)
        do {
            template = try content.template(text)
        } catch {
            throw .unclosed
        }
    }

    /// The text with values instead of names; values are never searched for names.
    func filled(_ values: [Name: String]) -> String {
        var known: [String: String] = [:]
        for (name, value) in values where !value.isEmpty { known[name.rawValue] = value }
        return template.render(known)
    }

    private static func check(_ text: String) throws(Fault) {
        var rest = text[...]
        while let open = rest.firstRange(of: "{{") {
            rest = rest[open.upperBound...]
            guard let close = rest.firstRange(of: "}}") else { throw .unclosed }
            var tag = rest[..<close.lowerBound]
            rest = rest[close.upperBound...]
            if let first = tag.first, "#^/".contains(first) { tag.removeFirst() }
            let name = tag.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed()
            guard Name(rawValue: String(name)) != nil else {
                throw .unknownName(
                    String(
                        String(name).unicodeScalars.filter { $0.value >= 32 }.prefix(64)
                            .map(Character.init)))
            }
        }
    }
}

extension TextTemplate.Fault: CustomStringConvertible {
    var description: String {
        switch self {
        case .unknownName(let name):
            "has no value for {{\(name)}}; the names are "
                + TextTemplate.Name.allCases.map(\.rawValue).joined(separator: ", ")
        case .unclosed: "has two braces or a section that is not closed"
        }
    }
}
