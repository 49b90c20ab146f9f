/// What a page's handler answers.
enum PageAnswer: Sendable {
    case page(PageBody)
    /// The same form once more, with what is wrong about it.
    case refused(PageBody)
    case redirect(Redirect)
    case file(FileDownload)
}
