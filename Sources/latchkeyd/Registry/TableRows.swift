import LicenseRegistry
import Terminal

/// How many rows a table has, as a report says it.
struct TableRows: Encodable {
    let table: String
    let rows: Int

    static func all(_ counts: [TableCount]) -> [TableRows] {
        counts.map { TableRows(table: $0.table, rows: $0.rows) }
    }

    static func text(_ tables: [TableRows], _ style: Style) -> String {
        var lines = Table("table", "rows")
        for table in tables { lines.add(table.table, "\(table.rows)") }
        return lines.text(style)
    }
}

/// How many rows are done, where a person looks on.
enum RowProgress {
    static func shown<Result>(
        _ verb: String, _ work: (_ progress: (Int) -> Void) throws -> Result
    ) rethrows -> Result {
        var bar = ProgressBar(total: 0)
        defer { bar.finish() }
        return try work { bar.show($0, count: $0, of: "rows \(verb)") }
    }
}
