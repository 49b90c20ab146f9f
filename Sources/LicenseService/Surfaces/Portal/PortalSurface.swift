/// The customers' portal: what they have, and what they may do with it themselves.
struct PortalSurface: Sendable {
    let context: PortalContext

    func addRoutes(to table: inout RouteTable) {
        var pages = PortalRouteTable(table, context)
        PortalSignInRoutes(portal: context).addRoutes(to: &pages)
        PurchaseRoutes().addRoutes(to: &pages)
        PortalKeyRoutes().addRoutes(to: &pages)
        StapleRoutes().addRoutes(to: &pages)
        OfflineRoutes(portal: context).addRoutes(to: &pages)
        CheckRoutes(portal: context).addRoutes(to: &pages)
        table = pages.table
        table.addReloads(of: context.surface)
    }
}
