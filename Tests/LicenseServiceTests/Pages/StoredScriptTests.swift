import HTTPTypes
import LicenseRegistry
import LicenseTestSupport
import LicenseVerifier
import Testing

@testable import LicenseService

/// What a stranger writes is text on every page that shows it, and never anything that acts.
@Suite struct `Strangers' texts` {
    /// Short enough for every field.
    static let texts = [
        "<script>alert(1)</script>",
        "\"><img src=x onerror=alert(1)>",
        "' onmouseover='alert(1)' x='",
        "\" autofocus onfocus=\"alert(1)",
        // One character to Swift, and to a browser the end of the attribute.
        "\"\u{301} onfocus=alert(1) x=\"",
        "<\u{301}b>'\u{301}>\u{301}&\u{301}",
        "javascript:alert(1)//",
        "</textarea></title><svg/onload=alert(1)>",
        "<svg xmlns='http://www.w3.org/2000/svg'><script>x</script></svg>",
        "{{brandName}}{{{formToken}}}{{#page}}x{{/page}}{{>copy}}",
        "{{=<% %>=}}<%formToken%>&lt;b&gt;",
    ]

    @Test(arguments: texts) func `are text on every page`(_ text: String) async throws {
        try await Self.with(text) { walk in
            for page in walk.pages where page.method == .get {
                try await walk.look(at: page)
            }
            let shown = StrangersVendor.Field.allCases.filter(\.isShown)
            for field in shown {
                #expect(walk.seen.contains(field), "\(field) is shown on no page")
            }
        }
    }

    @Test(arguments: texts) func `are text where a form shows them again`(
        _ text: String
    ) async throws {
        try await Self.with(text) { walk in
            for page in walk.pages where page.method == .get {
                try await walk.look(at: page)
            }
            try await walk.sendForms()
            // What only another page's form leads to.
            for page in walk.pages where page.method == .post {
                try await walk.send(to: page)
            }
        }
    }

    @Test(arguments: texts) func `are text in letters`(_ text: String) async throws {
        try await Self.with(text) { walk in
            let now = walk.vendor.now
            let about = try LicenseEmailWriter(walk.vendor.registry).email(
                about: walk.stranger.license, now: now)
            let html = try #require(about?.email.html)
            let markup = PageMarkup(html)
            #expect(markup.faults == [])
            let name = Array(walk.stranger.filling(.customer).utf8)
            #expect(markup.texts.contains { Array($0.utf8).firstRange(of: name) != nil })
        }
    }

    @Test func `lead nobody away, even where the registry has such an address`() async throws {
        try await TestService.with { vendor in
            var brand = Brand(of: vendor.organization)
            brand.supportURL = "javascript:alert(1)"
            try vendor.registry.organizations.setBrand(brand, now: vendor.now)
            try await vendor.withBrowser { browser in
                let page = try await browser.get("/portal/sign-in")
                #expect(page.status == .ok && !page.text.contains("javascript:"))
            }
        }
    }

    private static func with(
        _ text: String, _ body: @escaping @Sendable (PageWalk) async throws -> Void
    ) async throws {
        try await withTemporaryDirectory { directory in
            let mail = try TestSendmail(directory)
            let adjust = { (parts: inout ServiceParts) in
                parts.mail = try? mail.policy
                parts.trustBundlePath = directory + "/served.trust"
            }
            try await TestService.with(adjust: adjust) { vendor in
                try await vendor.withBrowser { browser in
                    let stranger = try await StrangersVendor(vendor, text: text, in: browser)
                    try await stranger.signIn(browser)
                    // Some pages show what a list says.
                    await vendor.service.publisher.round()
                    try await body(PageWalk(stranger, browser))
                }
            }
        }
    }
}

/// A walk over all pages that the service has, which looks at each.
private final class PageWalk {
    let stranger: StrangersVendor
    private let browser: TestBrowser
    /// The fields that were seen.
    private(set) var seen: Set<StrangersVendor.Field> = []
    /// Where forms were sent, as the router knows it.
    private(set) var sent: Set<String> = []
    private var forms: [PageMarkup.Form] = []

    init(_ stranger: StrangersVendor, _ browser: TestBrowser) {
        self.stranger = stranger
        self.browser = browser
    }

    var vendor: TestService { stranger.vendor }

    /// All pages of the router: nobody can forget to name a new one here.
    var pages: [Operation] {
        vendor.service.operations.filter {
            !$0.surface.isDocumented && !$0.path.hasPrefix("/assets/")
        }
    }

    /// The names of what pages are asked for.
    private static let questions = [
        "q", "state", "benefit", "ending", "order", "over", "customer", "after", "before", "by",
        "page", "action", "subject", "actor", "from", "until", "name", "email", "csv", "end",
        "seats", "units", "next", "link", "organization", "done", "prefix", "instructions",
        "not-seen", "batch", "still", "octets", "version", "answer", "form", "shop", "product",
    ]

    func look(at page: Operation) async throws {
        guard let address = stranger.address(of: page.path) else {
            Issue.record("\(page.path) has a part for which the stranger has nothing")
            return
        }
        // What opens a session needs its link.
        let status = try await judge(try await browser.get(address), page.path)
        #expect(
            status == .ok || ["/admin/open", "/portal/open"].contains(page.path),
            "\(page.path): \(status.code)")
        let asked = PercentEncoding.encoded(stranger.text)
        let mark = address.contains("?") ? "&" : "?"
        let query = Self.questions.map { "\($0)=\(asked)" }.joined(separator: "&")
        _ = try await judge(try await browser.get("\(address)\(mark)\(query)"), page.path)
        // Alone, as any of the others may be refused before a search is made.
        _ = try await judge(try await browser.get("\(address)\(mark)q=\(asked)"), page.path)
    }

    @discardableResult
    private func judge(
        _ page: TestBrowser.Page, _ path: String
    ) async throws -> HTTPResponse.Status {
        #expect(page.status.code < 500, "\(path) on \(page.path)")
        guard page.headers[.contentType]?.hasPrefix("text/html") ?? false else {
            return page.status
        }
        let markup = PageMarkup(page.text)
        #expect(markup.faults == [], "\(path) on \(page.path)")
        let values = markup.elements.flatMap(\.attributes).map(\.value)
        let marked = (markup.texts + values).filter { $0.contains(StrangersVendor.Field.markBegin) }
        for field in StrangersVendor.Field.allCases {
            let mark = field.mark
            for shown in marked where shown.contains(mark) {
                seen.insert(field)
                // Neither filled in like a template, nor escaped twice.
                #expect(
                    Self.isWhole(shown, mark, stranger.text),
                    "\(path) changes \(field): \(shown.prefix(300))")
            }
        }
        forms += markup.forms
        return page.status
    }

    /// Whether behind each mark there is the text, or its beginning where a text is cut, or what
    /// an address or a JSON value makes of it.
    private static func isWhole(_ shown: String, _ mark: String, _ text: String) -> Bool {
        shown.utf8.split(separator: Array(mark.utf8)).dropFirst().allSatisfy { part in
            let behind = String(decoding: part, as: UTF8.self)
            let encoded = PercentEncoding.encoded(text)
            // The page that checks keys in the browser has a JSON value.
            // By scalars: with an accent behind it a quotation mark is another character.
            var inJSON = String.UnicodeScalarView()
            for scalar in text.unicodeScalars {
                if scalar == "\"" || scalar == "\\" { inJSON.append("\\") }
                inJSON.append(scalar)
            }
            return [text, encoded, String(inJSON)].contains { whole in
                zip(behind.utf8, whole.utf8).allSatisfy { $0 == $1 }
                    || behind.utf8.starts(with: whole.utf8.prefix(8))
            }
        }
    }

    // MARK: - Forms

    /// Fields that take any text, so that a form with it in these alone may be taken.
    private static let free: Set = [
        "name", "reason", "description", "instructions", "external", "label", "key", "message",
        "support", "subject", "actor", "q",
    ]

    /// Sends each form with the text in all of its fields, and in those that take any text; what
    /// takes things away comes last.
    func sendForms() async throws {
        var done: Set<String> = []
        for isLast in [false, true] {
            var round = 0
            while round < 3 {
                round += 1
                let now = forms.filter { Self.takesAway($0.action) == isLast || isLast }
                    .sorted { Self.order($0.action) < Self.order($1.action) }
                for form in now where done.insert(form.action).inserted {
                    try await send(form, filling: { _ in true })
                    try await send(form, filling: Self.free.contains)
                    try await send(form, filling: { _ in false })
                }
            }
        }
    }

    /// Sends the text under every name to a page that no form has led to.
    func send(to page: Operation) async throws {
        guard !sent.contains(page.path), let address = stranger.address(of: page.path) else {
            return
        }
        var form = PageMarkup.Form(action: address)
        form.fields = Self.questions.map { ($0, "text", "") }
        let area = page.path.hasPrefix("/admin") ? "/admin" : "/portal"
        form.fields +=
            forms.last { $0.action.hasPrefix(area) }?.fields
            .filter { ["token", "of"].contains($0.name) } ?? []
        try await send(form, filling: { _ in true })
    }

    private static func takesAway(_ action: String) -> Bool { order(action) > 0 }

    private static func order(_ action: String) -> Int {
        if action.hasSuffix("sign-out") { return 3 }
        if action.hasSuffix("/delete") || action.contains("/sign-in") { return 2 }
        return ["revoke", "rotate", "void", "free", "retire", "disable", "give-up", "unmap"]
            .contains { action.contains("/\($0)") } ? 1 : 0
    }

    private func send(
        _ form: PageMarkup.Form, filling: (String) -> Bool
    ) async throws {
        guard let path = pages.first(where: { Self.matches($0, form.action) })?.path else {
            Issue.record("a form leads to \(form.action), which is not a page")
            return
        }
        sent.insert(path)
        var fields: [String: String] = [:]
        for (name, kind, value) in form.fields where kind != "file" && kind != "checkbox" {
            let isTyped = kind != "hidden" && kind != "select"
            fields[name] = isTyped && filling(name) ? stranger.text : value
        }
        if fields["csv"] != nil { fields["csv"] = csv(isGood: !filling("csv")) }
        _ = try await judge(try await browser.post(form.action, fields), path)
    }

    /// Rows whose cells are the text; names alone can be.
    private func csv(isGood: Bool) -> String {
        let cell = "\"" + stranger.text.replacing("\"", with: "\"\"") + "\""
        return isGood ? "name\n\(cell)\n" : "name,email,end\n\(cell),\(cell),\(cell)\n"
    }

    private static func matches(_ page: Operation, _ action: String) -> Bool {
        let (parts, given) = (
            page.path.split(separator: "/"), action.prefix { $0 != "?" }.split(separator: "/")
        )
        return page.method == .post && parts.count == given.count
            && zip(parts, given).allSatisfy { $0.hasPrefix("{") || $0 == $1 }
    }
}
