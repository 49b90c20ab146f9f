import Mustache

/// How values get into a template.
enum MustacheContent: String, Sendable {
    /// As they are.
    case plain = "TEXT"
    /// So that they are text in HTML, in elements and in quoted attributes.
    case html = "ESCAPED"

    /// Reads a template.
    ///
    /// The library's own way leaves a quotation mark as it is that has an accent behind it
    /// (swift-mustache 2.1.1), and templates inside others would fall back to it: so each of them
    /// begins with a mark.
    func template(_ text: String) throws -> MustacheTemplate {
        MustacheContentTypes.register(EscapedContent(), named: Self.html.rawValue)
        return try MustacheTemplate(string: "{{% CONTENT_TYPE: \(rawValue)}}\(text)")
    }
}

private struct EscapedContent: MustacheContentType {
    func escapeText(_ text: String) -> String { HTMLText.escaped(text) }
}
