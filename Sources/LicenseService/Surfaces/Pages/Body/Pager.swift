import LicenseRegistry

/// Which part of a long table a page shows, by its number, and the way to the next.
struct Pager: Sendable {
    static let size: Int64 = 50
    private static let numbers: ClosedRange<Int64> = 0...1_000_000

    /// What the number is called in the address.
    private let name: String
    private let size: Int64
    private let number: Int64

    init(_ name: String = "page", of query: SubmittedForm, size: Int64 = size) {
        self.name = name
        self.size = size
        // What is no number of a page shows the first.
        let asked = query[name].flatMap { Int64($0) } ?? 0
        number = Self.numbers.contains(asked) ? asked : 0
    }

    /// What is asked of the registry.
    var range: PageRange { PageRange(number: number, size: size) }

    /// The rows of this page, of all that there are.
    func rows<Row>(of all: [Row]) -> ArraySlice<Row> {
        all.dropFirst(Int(number * size)).prefix(Int(size))
    }

    /// Shows the way on and back, where there are more rows than one page has.
    ///
    /// - Parameter path: of the page, with what else its address says.
    func lead(_ table: inout PageTable, of total: Int64, at path: String, anchor: String = "") {
        let mark = path.contains("?") ? "&" : "?"
        if (number + 1) * size < total {
            table.nextPage = "\(path)\(mark)\(name)=\(number + 1)\(anchor)"
        }
        if number > 0 { table.firstPage = path + anchor }
    }
}
