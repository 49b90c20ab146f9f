extension String {
    /// The text without the passwords in its URLs (`postgresql://user:password@host`), which one has
    /// typed, and which nobody else is to read.
    package var withoutURLPasswords: String {
        var (result, rest) = ("", self[...])
        while let scheme = rest.firstRange(of: "://") {
            let tail = rest[scheme.upperBound...]
            let end = tail.firstIndex { $0.isWhitespace || "\"'/?#".contains($0) } ?? tail.endIndex
            result += rest[..<scheme.upperBound]
            rest = tail
            // A password may hold an at sign itself, so the last one ends it.
            guard let at = tail[..<end].lastIndex(of: "@"),
                let colon = tail[..<at].firstIndex(of: ":")
            else { continue }
            result += tail[...colon] + "…"
            rest = tail[at...]
        }
        return result + rest
    }
}
