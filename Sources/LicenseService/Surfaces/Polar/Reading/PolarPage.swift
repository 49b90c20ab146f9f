import Hummingbird
import JSON
import LicenseRegistry

/// Which part of a list is asked for.
struct PolarPage: Sendable {
    private static let maxLimit: Int64 = 100

    let limit: Int64
    let range: PageRange

    /// Reads `page` and `limit`; what is wrong with them goes to the form.
    init(_ request: Request, _ form: inout PolarForm) {
        let number = form.query("page", of: request, PolarValue.integer(1...Int64.max)) ?? 1
        let limit = form.query("limit", of: request, PolarValue.integer(1...Int64.max)) ?? 10
        self.limit = min(limit, Self.maxLimit)
        range = PageRange(number: number - 1, size: self.limit)
    }

    /// The list, whose items the body writes one by one.
    func response<Item>(
        _ items: [Item], total: Int64, _ write: (Item, inout JSONWriter) -> Void
    ) -> WrittenJSON {
        WrittenJSON { writer in
            writer.name("items")
            writer.array { writer in for item in items { write(item, &writer) } }
            writer.member("pagination") { writer in
                writer.member("total_count", Int64?.some(total))
                writer.member("max_page", Int64?.some((total + limit - 1) / limit))
            }
        }
    }
}
