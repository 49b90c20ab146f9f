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
    private static let common: Set = ["/admin/tokens", "/admin/audit"]

    private static func isOpen(
        _ page: (path: String, text: String, scope: TokenScope?), to caller: AdminCaller
    ) -> Bool {
        (page.scope.map { caller.allows($0) } ?? true)
            && (caller.reach == nil || !common.contains(page.path))
    }

    /// What leads back from a page below one of these.
    static func trail(_ links: (String, String)...) -> LinkList? {
        LinkList(links.map { LinkList.Item(href: $0.0, text: $0.1) })
    }
}
