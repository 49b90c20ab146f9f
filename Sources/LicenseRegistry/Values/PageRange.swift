/// In which order a list comes.
public enum PageOrder: String, Sendable {
    case oldestFirst = "ASC"
    case newestFirst = "DESC"
}

/// A part of a list, by position.
public struct PageRange: Sendable {
    let offset: Int64
    let limit: Int64

    /// - Parameters:
    ///   - number: from 0 on; one beyond the end has no items.
    ///   - size: how many items a page has.
    public init(number: Int64, size: Int64) {
        limit = max(size, 0)
        let (product, overflows) = max(number, 0).multipliedReportingOverflow(by: limit)
        offset = overflows ? .max : product
    }
}
