/// The service's own API for merchants and their programs.
package struct ManagementSurface: Sendable {
    /// What its paths begin with.
    ///
    /// Not `/v1`, where the contracts of shops own names such as `license-keys` and `customers`: a
    /// program that changes its base URL must find theirs there.
    package static let prefix = "/manage/v1"

    let context: ManagementContext
    let licenses: LicenseCache
    let webhookRules: WebhookRules
    let renderers: WebhookRenderers

    func addRoutes(to table: inout RouteTable) {
        table.refusesUnknown = true
        defer { table.refusesUnknown = false }
        OrganizationRoutes(management: context).addRoutes(to: &table)
        BenefitRoutes(management: context).addRoutes(to: &table)
        CustomerRoutes(management: context).addRoutes(to: &table)
        LicenseKeyRoutes(management: context).addRoutes(to: &table)
        LicenseKeyImportRoutes(management: context, licenses: licenses).addRoutes(to: &table)
        GrantRoutes(management: context).addRoutes(to: &table)
        EmailRoutes(management: context).addRoutes(to: &table)
        ActivationRoutes(management: context).addRoutes(to: &table)
        AuditRoutes(management: context).addRoutes(to: &table)
        TokenRoutes(management: context).addRoutes(to: &table)
        WebhookEndpointRoutes(management: context, rules: webhookRules).addRoutes(to: &table)
        WebhookSecretRoutes(management: context).addRoutes(to: &table)
        WebhookDeliveryRoutes(management: context, renderers: renderers).addRoutes(to: &table)
    }
}
