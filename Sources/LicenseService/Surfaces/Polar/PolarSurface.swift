import Hummingbird

/// All places of Polar's contract that concern license keys.
struct PolarSurface: Sendable {
    let desk: PolarContext
    let guesses: KeyLimits

    func addRoutes(to routes: inout RouteTable) {
        var table = PolarRouteTable(routes: routes)
        PolarPublicRoutes(desk: desk, guesses: guesses).addRoutes(to: &table)
        PolarLicenseKeyRoutes(desk: desk).addRoutes(to: &table)
        PolarCustomerLicenseKeyRoutes(desk: desk).addRoutes(to: &table)
        PolarCustomerRoutes(desk: desk).addRoutes(to: &table)
        PolarCustomerSessionRoutes(desk: desk).addRoutes(to: &table)
        PolarBenefitRoutes(desk: desk).addRoutes(to: &table)
        PolarGrantRoutes(desk: desk).addRoutes(to: &table)
        routes = table.routes
    }
}
