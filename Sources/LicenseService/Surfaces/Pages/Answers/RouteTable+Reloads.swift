import HTTPTypes
import Hummingbird

extension RouteTable {
    /// Lets a browser load again what only a form has led to, as phones do with a tab that they had
    /// put away: it comes to the page that the form stands on.
    ///
    /// - Parameter surface: whose pages have been added.
    mutating func addReloads(of surface: Surface) {
        let own = operations.filter { $0.surface.name == surface.name }
        let pages = Set(own.filter { $0.method == .get }.map(\.path))
        for path in own.map(\.path) where !pages.contains(path) {
            guard let steps = Self.steps(from: path, upTo: pages) else { continue }
            let operation = Operation(
                .get, path, "pageGet\(path)", "Leads to the page of the form.",
                answer: .media("text/html"), surface: surface)
            add(operation) { request, _ -> PageContent in
                let parts = request.uri.path.split(separator: "/").dropLast(steps)
                let query = request.uri.query.map { "?\($0)" } ?? ""
                return .redirect(Redirect(to: "/\(parts.joined(separator: "/"))\(query)"))
            }
        }
    }

    /// How many parts of a path are below the page that it belongs to; nil where there is none.
    private static func steps(from path: String, upTo pages: Set<String>) -> Int? {
        var parts = path.split(separator: "/")
        var steps = 0
        while !parts.isEmpty {
            if pages.contains("/\(parts.joined(separator: "/"))") { return steps }
            parts.removeLast()
            steps += 1
        }
        return nil
    }
}
