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
            pages.filter { page in page.scope.map { caller.allows($0) } ?? true }.map { page in
                LinkList.Item(
                    href: page.path, text: page.text,
                    isCurrent: page.path == "/admin"
                        ? path == page.path : path.hasPrefix(page.path))
            })
    }

    /// What leads back from a page below one of these.
    static func trail(_ links: (String, String)...) -> LinkList? {
        LinkList(links.map { LinkList.Item(href: $0.0, text: $0.1) })
    }
}
