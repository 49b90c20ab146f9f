import Hummingbird

/// The page at the address of the service itself, which leads to all others and knows nobody.
struct FrontPageRoutes: Sendable {
    let renderer: PageRenderer

    func addRoutes(to table: inout RouteTable) {
        let renderer = renderer
        table.add(
            Operation(
                .get, "/", "getFrontPage", "Where to go from here.",
                answer: .media("text/html"), surface: .pages(renderer, area: "front"))
        ) { _, _ -> PageContent in
            .page(renderer.page(renderer.frame(Self.page, area: "portal", token: nil)))
        }
    }

    private static var page: PageBody {
        var customers = PageSection(
            "You have a license key",
            "See it and your devices, activate a device that is offline, or check a key.")
        customers.buttons = LinkList([
            LinkList.Item(href: "/portal", text: "Your keys", linkClass: "button primary"),
            LinkList.Item(href: "/portal/offline", text: "Activate offline"),
            LinkList.Item(href: "/portal/check", text: "Check a key"),
        ])
        var operators = PageSection(
            "You sell licenses", "Keys, customers, sales and what goes on with them.")
        operators.buttons = LinkList([LinkList.Item(href: "/admin", text: "Dashboard")])
        var programs = PageSection(
            "You write a program",
            "The OpenAPI document says what the service answers. Devices need no more than this address."
        )
        programs.buttons = LinkList([
            LinkList.Item(href: "/openapi.json", text: "Description of the API")
        ])
        var page = PageBody("License keys", [customers, operators, programs])
        page.intro = "This is a license service. What do you want to do?"
        return page
    }
}
