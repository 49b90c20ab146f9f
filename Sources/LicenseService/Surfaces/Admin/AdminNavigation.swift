import LicenseRegistry

/// Where an operator can go, as their scopes allow.
enum AdminNavigation {
    private static let pages: [(path: String, text: String, scope: TokenScope?)] = [
        ("/admin", "Overview", nil),
        ("/admin/keys", "License keys", .licensesRead),
        ("/admin/benefits", "Benefits", .benefitsRead),
        ("/admin/customers", "Customers", .customersRead),
        ("/admin/sales", "Sales", .licensesRead),
        ("/admin/webhooks", "Webhooks", .webhooksRead),
        ("/admin/tokens", "Tokens", .tokensWrite),
        (AccessPageRoutes.path, "Access", .tokensWrite),
        ("/admin/trust", "Trust", .organizationsRead),
        ("/admin/audit", "Audit", .auditRead),
        ("/admin/brand", "Brand", .organizationsWrite),
    ]

    static func links(for caller: AdminCaller, at path: String) -> LinkList? {
        LinkList(
            pages.filter { isOpen($0, to: caller) }.map { page in
                LinkList.Item(
                    href: page.path, text: page.text,
                    isCurrent: page.path == "/admin"
                        ? path == page.path : path.hasPrefix(page.path))
            })
    }

    /// What covers all organizations: nothing for a token of one of them.
    private static let common: Set = ["/admin/tokens", AccessPageRoutes.path, "/admin/audit"]

    private static func isOpen(
        _ page: (path: String, text: String, scope: TokenScope?), to caller: AdminCaller
    ) -> Bool {
        (page.scope.map { caller.allows($0) } ?? true)
            && (caller.reach == nil || !common.contains(page.path))
    }

    /// What has no place of its own in the navigation.
    private static let others: [(path: String, text: String, scope: TokenScope?)] = [
        (LetterPageRoutes.path, "Letters to customers", .benefitsRead)
    ]

    /// Whether a link of a page leads somewhere that its reader may see.
    static func leads(_ href: String, _ caller: AdminCaller) -> Bool {
        let path = href.prefix { $0 != "?" && $0 != "#" }
        let page = (pages + others)
            .filter { path == $0.path || path.hasPrefix("\($0.path)/") }
            .max { $0.path.utf8.count < $1.path.utf8.count }
        return page.map { isOpen($0, to: caller) } ?? true
    }

    /// What leads back from a page below one of these.
    static func trail(_ links: (String, String)...) -> LinkList? {
        LinkList(links.map { LinkList.Item(href: $0.0, text: $0.1) })
    }
}
