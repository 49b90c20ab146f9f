import HTTPTypes

/// Puts the frame around pages.
struct PageRenderer: Sendable {
    let templates: PageTemplates
    let assets: PageAssets
    let cookies: PageCookies

    /// A frame with nothing in it that depends on who is signed in.
    func frame(_ page: PageBody, area: String, token: FormToken?) -> PageFrame {
        PageFrame(
            windowTitle: "\(page.heading) – Latchkey", area: area, stylesheet: assets.stylesheet,
            script: assets.script, home: area == "portal" ? "/portal" : "/admin",
            brandName: "Latchkey", closing: "License keys by Latchkey", navigation: nil,
            formToken: token?.text ?? "", formID: FormToken.newFormID(), page: page)
    }

    func page(
        _ frame: PageFrame, status: HTTPResponse.Status = .ok, setting cookies: [String?] = []
    ) -> RenderedPage {
        RenderedPage(
            html: templates.text(of: frame), status: status, cookies: cookies,
            reloadsAfter: frame.page.reloadsAfter)
    }
}
