import Hummingbird

/// Stylesheet and script of the pages.
struct AssetRoutes: Sendable {
    let renderer: PageRenderer

    func addRoutes(to table: inout RouteTable) {
        let renderer = renderer
        table.add(
            Operation(
                .get, "/assets/{name}", "getAsset", "A file that pages need.",
                answer: .media("*/*"), surface: .pages(renderer, area: "assets"))
        ) { _, context in
            try renderer.assets.content(context.parameters.get("name") ?? "")
        }
    }
}
