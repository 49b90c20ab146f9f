import JSON
import LicenseRegistry

/// Which part of a list is asked for.
enum DodoPage {
    static let parameters = [
        QueryParameter("page_number", .wholeNumber, "Which page, starting at 0."),
        QueryParameter("page_size", .wholeNumber, "How many items, 10 by default and up to 100."),
    ]

    /// From page 0 on, of 10 items by default and 100 at most.
    static func range(_ query: DodoQuery) throws(DodoRefusal) -> PageRange {
        func count(_ text: String) -> Int64? { Int64(text).flatMap { $0 < 0 ? nil : $0 } }
        return PageRange(
            number: try query.value("page_number", count) ?? 0,
            size: min(try query.value("page_size", count) ?? 10, 100))
    }
}
