/// A table that was read whole: its header, and its rows as they stand in the file.
package struct TextTable: Sendable {
    /// A row.
    package struct Row: Sendable {
        /// Its number as a spreadsheet shows it.
        package let number: Int
        /// What stands in it.
        package let record: [UInt8]
    }

    /// What is between the fields, and what they are.
    package let header: TableHeader
    /// The rows that have content.
    package let rows: [Row]
    /// How many rows have none.
    package let emptyRowCount: Int

    /// Reads a table in any encoding in which spreadsheets save one; throws for what is none.
    ///
    /// - Parameter known: the name of a column for what the file calls it; nil for one that is
    ///   unknown.
    package init(
        _ content: [UInt8], known: (String) -> String?
    ) throws(TableFault) {
        if let what = TextEncoding.foreign(Array(content.prefix(8))) { throw .foreign(what) }
        let (encoding, markLength) = TextEncoding.detected(Array(content.prefix(8)))
        var splitter = RecordSplitter(hasQuotes: true, encoding: encoding)
        try splitter.take(content.dropFirst(markLength))
        try splitter.take([])
        guard var first = try splitter.next() else { throw .empty }
        let separator = TableHeader.separator(namedBy: first)
        if separator != nil {
            guard let next = try splitter.next() else { throw .empty }
            first = next
        }
        let header = try TableHeader(
            first, separator: separator, ignoringUnknown: false, known: known)
        var (rows, empty) = ([Row](), 0)
        while let record = try splitter.next() {
            if header.isEmpty(record) {
                empty += 1
            } else {
                let number = header.rowNumber(ofRecord: splitter.recordCount)
                rows.append(Row(number: number, record: record))
            }
        }
        (self.header, self.rows, emptyRowCount) = (header, rows, empty)
    }
}
