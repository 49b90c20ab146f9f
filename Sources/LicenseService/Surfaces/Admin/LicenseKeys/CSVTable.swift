/// Rows of a CSV text by the names of its first line (RFC 4180).
struct CSVTable: Sendable {
    let columns: [String]
    let rows: [[String]]

    /// Nil for a text that has no first line, or a quote that never ends.
    init?(_ text: String) {
        var records: [[String]] = []
        var record: [String] = []
        var field = ""
        var isQuoted = false
        var characters = text.makeIterator()
        var next = characters.next()
        while let character = next {
            next = characters.next()
            if isQuoted {
                if character == "\"", next == "\"" {
                    field.append("\"")
                    next = characters.next()
                } else if character == "\"" {
                    isQuoted = false
                } else {
                    field.append(character)
                }
            } else if character == "\"", field.isEmpty {
                isQuoted = true
            } else if character == "," {
                record.append(field)
                field = ""
            } else if character.isNewline {
                record.append(field)
                field = ""
                if record != [""] { records.append(record) }
                record = []
            } else {
                field.append(character)
            }
        }
        record.append(field)
        if record != [""] { records.append(record) }
        guard !isQuoted, let first = records.first else { return nil }
        columns = first.map { $0.lowercased() }
        rows = Array(records.dropFirst())
    }
}
