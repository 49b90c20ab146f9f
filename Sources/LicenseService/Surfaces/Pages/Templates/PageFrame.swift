/// What is around a page: whose it is, where else one can go, and what its forms carry.
struct PageFrame: Sendable {
    var windowTitle: String
    /// `admin` or `portal`.
    var area: String
    var stylesheet: String
    var script: String
    var home: String
    var brandName: String
    var logo: String?
    var supportLink: String?
    var closing: String
    var navigation: LinkList?
    /// Where one signs out; nil for who is not signed in.
    var signOut: String?
    var formToken: String
    var formID: String
    /// The organization that the forms are about, whichever is chosen when they are sent; nil for
    /// forms that are about none.
    var formOrganization: String?
    var page: PageBody

    /// The same where a form was not taken, as the window's title says too.
    var refused: PageFrame {
        var frame = self
        frame.windowTitle = "Error: \(windowTitle)"
        return frame
    }
}
