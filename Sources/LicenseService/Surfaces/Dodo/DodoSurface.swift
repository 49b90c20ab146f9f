import JSON

/// The part of Dodo Payments' API that concerns license keys.
struct DodoSurface: Sendable {
    let context: DodoContext
    let webhookRules: WebhookRules

    func addRoutes(to routes: inout RouteTable) {
        var table = DodoRouteTable(routes: routes)
        DodoPublicRoutes(dodo: context).addRoutes(to: &table)
        DodoLicenseKeyRoutes(dodo: context).addRoutes(to: &table)
        DodoInstanceRoutes(dodo: context).addRoutes(to: &table)
        DodoCustomerRoutes(dodo: context).addRoutes(to: &table)
        DodoProductRoutes(dodo: context).addRoutes(to: &table)
        DodoGrantRoutes(dodo: context).addRoutes(to: &table)
        DodoWebhookRoutes(dodo: context, rules: webhookRules).addRoutes(to: &table)
        DodoWebhookHeaderRoutes(dodo: context, rules: webhookRules).addRoutes(to: &table)
        routes = table.routes
    }
}

extension Surface {
    /// Dodo Payments' contract.
    static let dodo = Surface(
        name: "dodo", refusal: ("application/json", DodoRefusal.schema), identifier: .text,
        repeatsOpenOperations: true, isRefusal: { $0 is DodoRefusal }
    ) { error, _, channel in
        DodoRefusal(error).response.closing(channel)
    }
}
