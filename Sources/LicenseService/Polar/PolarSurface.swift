import Hummingbird

/// All places of Polar's contract that concern license keys.
struct PolarSurface: Sendable {
    let desk: PolarDesk
    let guesses: KeyLimits

    func addRoutes(to routes: inout RouteTable) {
        var table = PolarTable(routes: routes)
        PolarPublicKeys(desk: desk, guesses: guesses).addRoutes(to: &table)
        PolarMerchantKeys(desk: desk).addRoutes(to: &table)
        PolarCustomerKeys(desk: desk).addRoutes(to: &table)
        PolarCustomers(desk: desk).addRoutes(to: &table)
        PolarSessions(desk: desk).addRoutes(to: &table)
        PolarBenefits(desk: desk).addRoutes(to: &table)
        PolarGrants(desk: desk).addRoutes(to: &table)
        routes = table.routes
    }
}
