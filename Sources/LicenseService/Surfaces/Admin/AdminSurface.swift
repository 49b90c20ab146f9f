/// The operator's dashboard: pages over the same verbs as the management API.
struct AdminSurface: Sendable {
    let context: AdminContext
    let webhookRules: WebhookRules
    let renderers: WebhookRenderers
    let receivers: [ShopWebhookReceiver]

    func addRoutes(to table: inout RouteTable) {
        var pages = AdminRouteTable(table, context)
        AdminSignInRoutes(admin: context).addRoutes(to: &pages)
        OverviewRoutes().addRoutes(to: &pages)
        LicenseKeyListRoutes().addRoutes(to: &pages)
        MintRoutes().addRoutes(to: &pages)
        LicenseKeyPageRoutes().addRoutes(to: &pages)
        LicenseKeyActRoutes().addRoutes(to: &pages)
        LicenseEmailRoutes().addRoutes(to: &pages)
        TermsFormRoutes().addRoutes(to: &pages)
        LicenseExportRoutes().addRoutes(to: &pages)
        CSVMintRoutes().addRoutes(to: &pages)
        BatchPageRoutes().addRoutes(to: &pages)
        ImportPageRoutes().addRoutes(to: &pages)
        ImportOrderRoutes().addRoutes(to: &pages)
        BenefitPageRoutes().addRoutes(to: &pages)
        LetterPageRoutes().addRoutes(to: &pages)
        CustomerPageRoutes().addRoutes(to: &pages)
        CustomerLinkRoutes().addRoutes(to: &pages)
        SalePageRoutes().addRoutes(to: &pages)
        ProductPageRoutes(receivers: receivers).addRoutes(to: &pages)
        MessagePageRoutes().addRoutes(to: &pages)
        WebhookPageRoutes(rules: webhookRules, renderers: renderers).addRoutes(to: &pages)
        DeliveryPageRoutes().addRoutes(to: &pages)
        TokenPageRoutes().addRoutes(to: &pages)
        AccessPageRoutes().addRoutes(to: &pages)
        TrustPageRoutes().addRoutes(to: &pages)
        AuditPageRoutes().addRoutes(to: &pages)
        BrandPageRoutes().addRoutes(to: &pages)
        table = pages.table
        table.addReloads(of: context.surface)
    }
}
