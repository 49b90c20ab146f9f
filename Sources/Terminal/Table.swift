/// Columns of text, as wide as their content.
package struct Table {
    private let header: [String]
    private var rows: [[String]] = []

    /// A table with this header.
    package init(_ header: String...) {
        self.header = header
    }

    /// A table whose columns depend on what is in it.
    package init(_ header: [String]) {
        self.header = header
    }

    /// Adds a row; cells may hold texts of others.
    package mutating func add(_ cells: String...) { add(cells) }

    /// Adds a row of such a table.
    package mutating func add(_ cells: [String]) {
        rows.append(cells.map(\.spelledOut))
    }

    /// The lines, the header first.
    package func text(_ style: Style) -> String {
        let widths = header.indices.map { column in
            ([header] + rows).map { $0[column].count }.max() ?? 0
        }
        func line(_ cells: [String]) -> String {
            zip(cells, widths).map { cell, width in
                cell + String(repeating: " ", count: width - cell.count)
            }.joined(separator: "  ").trimmingEnd
        }
        return ([style.strong(line(header))] + rows.map(line)).joined(separator: "\n")
    }
}

/// Names and values, the values in one column.
package struct Fields {
    private var rows: [(name: String, value: String)] = []

    /// No names yet.
    package init() {}

    /// Adds a name, unless it has no value.
    package mutating func add(_ name: String, _ value: String?) {
        if let value { rows.append((name.spelledOut, value.spelledOutByLine)) }
    }

    /// The lines, each indented.
    package func text(_ style: Style, indent: Int = 2) -> String {
        let width = rows.map(\.name.count).max() ?? 0
        return rows.map { row in
            let name = row.name + String(repeating: " ", count: width - row.name.count)
            return String(repeating: " ", count: indent) + style.faint(name) + "  " + row.value
        }.joined(separator: "\n")
    }
}

extension String {
    fileprivate var trimmingEnd: String {
        var text = self[...]
        while text.last == " " { text.removeLast() }
        return String(text)
    }
}
