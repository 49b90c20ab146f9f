/// Where somebody wanted to go who has to sign in first.
///
/// It is the path of a page of the same area; anything else would lead elsewhere.
struct NextPage: Sendable {
    /// The path, with what was asked for there.
    let path: String
    /// The first page of the area.
    private let first: String

    /// - Parameter first: the first page of the area, where any other text leads to.
    init(_ text: String?, within first: String) {
        self.first = first
        guard let text,
            text == first || text.hasPrefix("\(first)/") || text.hasPrefix("\(first)?"),
            text.utf8.allSatisfy({ 0x21..<0x7f ~= $0 && $0 != UInt8(ascii: "\\") })
        else {
            path = first
            return
        }
        path = text
    }

    /// What is behind a link to the way in: nothing for the first page, where it leads anyway.
    ///
    /// - Parameter mark: what stands in front of it.
    func suffix(after mark: String) -> String {
        path == first ? "" : "\(mark)next=\(PercentEncoding.encoded(path))"
    }

    /// As a field of a form.
    var field: PageForm.HiddenField {
        PageForm.HiddenField(hiddenName: "next", hiddenValue: path)
    }
}
