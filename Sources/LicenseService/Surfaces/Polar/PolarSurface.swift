import Hummingbird
import JSON

/// The part of Polar's API that concerns license keys.
struct PolarSurface: Sendable {
    let context: PolarContext

    func addRoutes(to routes: inout RouteTable) {
        var table = PolarRouteTable(
            routes: routes, authenticator: context.authenticator)
        PolarPublicRoutes(polar: context).addRoutes(to: &table)
        PolarLicenseKeyRoutes(polar: context).addRoutes(to: &table)
        PolarCustomerLicenseKeyRoutes(polar: context).addRoutes(to: &table)
        PolarCustomerRoutes(polar: context).addRoutes(to: &table)
        PolarCustomerSessionRoutes(polar: context).addRoutes(to: &table)
        PolarBenefitRoutes(polar: context).addRoutes(to: &table)
        PolarGrantRoutes(polar: context).addRoutes(to: &table)
        PolarOwnGrantRoutes(polar: context).addRoutes(to: &table)
        routes = table.routes
    }
}

extension Surface {
    /// Polar's contract.
    static let polar = Surface(
        name: "polar", refusal: ("application/json", PolarSchema.refusal), identifier: .uuid,
        repeatsOpenOperations: true, isRefusal: { $0 is PolarRefusal }
    ) { error, _, channel in
        PolarRefusal(error).response(closing: channel)
    }
}
