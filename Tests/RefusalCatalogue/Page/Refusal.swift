/// One line of the page: what a program or a service says when it says no, or warns.
struct Refusal: Hashable {
    /// The stable name; nil for a clause that only completes other sentences.
    var code: String?
    /// The exit status of a program that ends with it.
    var exit: Int32?
    /// The HTTP status of the service's answer.
    var http: Int?
    let sentence: String
    var nextStep: String?
}

extension [Refusal] {
    /// In the order in which a code is looked up.
    var sortedByCode: [Refusal] {
        sorted { ($0.code ?? "", $0.sentence) < ($1.code ?? "", $1.sentence) }
    }
}

/// A part of the page, with one table.
struct Chapter {
    let title: String
    let introduction: String
    let refusals: [Refusal]

    init(_ title: String, _ introduction: String, _ refusals: [Refusal]) {
        self.title = title
        self.introduction = introduction
        var seen: Set<Refusal> = []
        self.refusals = refusals.filter { seen.insert($0).inserted }
    }
}

extension Chapter {
    /// The heading, the introduction and the table, which leaves out columns that are empty.
    var markdown: String {
        let columns = Column.allCases.filter { column in
            refusals.contains { column.cell($0) != "" }
        }
        let rows = refusals.map { refusal in columns.map { $0.cell(refusal) } }
        let lines =
            [columns.map(\.rawValue), columns.map { _ in "---" }]
            + rows
        return "## \(title)\n\n\(introduction)\n\n"
            + lines.map { "| \($0.joined(separator: " | ")) |" }.joined(separator: "\n") + "\n"
    }
}

/// A column of a chapter's table.
private enum Column: String, CaseIterable {
    case code = "Code"
    case exit = "Exit"
    case http = "HTTP"
    case sentence = "Sentence"
    case nextStep = "Next step"

    func cell(_ refusal: Refusal) -> String {
        switch self {
        case .code: refusal.code.map { "`\($0)`" } ?? ""
        case .exit: refusal.exit.map { "\($0)" } ?? ""
        case .http: refusal.http.map { "\($0)" } ?? ""
        case .sentence: Self.escaped(refusal.sentence)
        case .nextStep: Self.escaped(refusal.nextStep ?? "")
        }
    }

    /// Text that Markdown shows as it is, but for the backticks around commands.
    private static func escaped(_ text: String) -> String {
        text.map { character in
            switch character {
            case "|", "<", ">", "*", "_", "[", "]", "#": "\\\(character)"
            case "\n": " "
            default: String(character)
            }
        }.joined()
    }
}
