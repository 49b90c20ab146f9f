extension UInt8 {
    /// Space, tab, line feed, carriage return, vertical tab or form feed.
    package var isWhiteSpace: Bool { self == 0x20 || (0x09...0x0d).contains(self) }
}

extension String {
    /// The text without ASCII white space at both ends.
    ///
    /// Takes no memory when there is none.
    package var trimmingWhiteSpace: String {
        guard utf8.first?.isWhiteSpace == true || utf8.last?.isWhiteSpace == true else {
            return self
        }
        let bytes = utf8.drop { $0.isWhiteSpace }
        guard let last = bytes.lastIndex(where: { !$0.isWhiteSpace }) else { return "" }
        return String(self[bytes.startIndex...last])
    }
}
