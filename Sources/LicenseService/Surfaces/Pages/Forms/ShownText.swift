import CBOR

/// How much of what people have typed a page shows.
enum ShownText {
    /// The most bytes of all texts together, as they stand in the page.
    static let maxBytes = 40_000
    /// The most bytes of one text in a table, of which a page has fifty rows.
    private static let maxInTable = 240

    /// How long a text is in a page, where some characters are written as entities.
    static func bytes(of text: String) -> Int {
        text.utf8.reduce(0) { $0 + ($1.isOne(of: "&<>\"'") ? 6 : 1) }
    }

    /// As much of a text as a table shows.
    ///
    /// Whoever chooses a name does not choose how large a page is. The whole of it is on the page of
    /// the thing.
    static func inTable(_ text: String) -> String {
        guard bytes(of: text) > maxInTable else { return text }
        var room = maxInTable
        let end = text.indices.first { index in
            room -= bytes(of: String(text[index]))
            return room < 0
        }
        return String(text[..<(end ?? text.endIndex)]) + "…"
    }

    /// The first of some fields that fit into a page together; a longer text is still where it came
    /// from.
    static func fitting(
        _ fields: [(name: String, value: String)]
    ) -> [(name: String, value: String)] {
        var room = maxBytes
        return fields.filter { field in
            let bytes = bytes(of: field.value)
            guard bytes <= room else { return false }
            room -= bytes
            return true
        }
    }
}
