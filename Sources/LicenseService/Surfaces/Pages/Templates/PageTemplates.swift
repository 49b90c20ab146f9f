import Mustache

/// The templates of all pages; every value that they show is escaped, but for pictures drawn here.
struct PageTemplates: Sendable {
    private static let texts = [
        "layout": layout, "body": body, "notice": notice, "token": token, "section": section,
        "plot": plot, "copy": copy, "table": table, "cell": cell, "form": form, "field": field,
        "single": single, "sentence": sentence,
    ]

    private let library: MustacheLibrary

    init() throws {
        library = MustacheLibrary(
            templates: try Self.texts.mapValues { try MustacheContent.html.template($0) })
    }

    /// The text of a page.
    func text(of frame: PageFrame) -> String {
        // The layout is among the templates.
        library.render(frame, withTemplate: "layout") ?? ""
    }
}
