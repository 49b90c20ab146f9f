/// Which version of each document a device has had last (ETag, RFC 9110 §8.8.3), so that an
/// unchanged one is not sent again.
///
/// Nothing depends on it: a tag that is lost costs a download, and what was downloaded counts only
/// as far as its signature goes.
public struct DocumentTags: Equatable, Sendable {
    private var tags: [String: String]

    /// No document was fetched.
    public init() {
        tags = [:]
    }

    /// The tag of a document, by its address.
    public subscript(url: String) -> String? {
        get { tags[url] }
        set { tags[url] = newValue }
    }

    /// One line for each document: its tag, a space, its address.
    public var text: String {
        tags.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)\n" }.joined()
    }

    /// Reads lines of that form; others are left out.
    public init(text: String) {
        tags = [:]
        for line in text.split(separator: "\n") {
            guard let space = line.lastIndex(of: " ") else { continue }
            tags[String(line[line.index(after: space)...])] = String(line[..<space])
        }
    }
}
