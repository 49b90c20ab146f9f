import HTTPTypes
import JSON
import LicenseIssuer
import LicenseRegistry
import LicenseVerifier

/// A rehearsal that goes on: what has been played, and what was new here.
struct RehearsalPlay {
    let shop: ShopMessage.Shop
    let stage: RehearsalStage
    let client: InProcessClient
    var report = Rehearsal.Report()
    /// The ids that the shop gave to what was made in the recording, with those that it got here.
    private var ids: [(theirs: String, ours: String)] = []

    init(shop: ShopMessage.Shop, stage: RehearsalStage, client: InProcessClient) {
        self.shop = shop
        self.stage = stage
        self.client = client
    }

    mutating func play(_ exchange: RecordedExchange) async throws {
        if try isDone(exchange) {
            report.alreadyDone += 1
            return
        }
        report.played += 1
        var headers: HTTPFields = [.contentType: "application/json"]
        if let version = exchange.version, let name = HTTPField.Name("Polar-Version") {
            headers[name] = version
        }
        // Their tokens are unknown here; what was refused for its token is played without one.
        if exchange.status != 401 { headers[.authorization] = "Bearer \(stage.token)" }
        let body = Array(translated(String(decoding: exchange.body, as: UTF8.self)).utf8)
        headers[.contentLength] = "\(body.count)"
        let (status, bytes) = try await client.send(
            exchange.method, translated(exchange.path), headers, body)
        // What is not JSON is compared by its status alone.
        let here = try? JSON(parsing: bytes)
        compare(exchange, status, here)
    }

    private mutating func compare(_ exchange: RecordedExchange, _ status: Int, _ here: JSON?) {
        let operation = Self.operation(exchange)
        guard status == exchange.status else {
            let reason = here?.object.flatMap { $0["detail"] ?? $0["code"] }?.string
            note(
                Rehearsal.Difference(
                    operation: operation, member: nil, recorded: "\(exchange.status)",
                    here: "\(status)" + (reason.map { " (\($0))" } ?? ""), isKnown: false,
                    first: exchange.number))
            return
        }
        guard let recorded = exchange.answer else { return }
        let isMaking = exchange.verb == "activate"
        if isMaking, let theirs = recorded.object?["id"]?.string,
            let ours = here?.object?["id"]?.string, theirs != ours
        {
            ids.append((theirs, ours))
        }
        let comparison = AnswerComparison(shop: shop, isMaking: isMaking)
        for difference in comparison.differences(recorded, here ?? .null) {
            note(
                Rehearsal.Difference(
                    operation: operation, member: difference.member,
                    recorded: difference.recorded, here: difference.here,
                    isKnown: difference.isKnown(at: shop), first: exchange.number))
        }
    }

    private mutating func note(_ difference: Rehearsal.Difference) {
        let known = report.differences.firstIndex {
            $0.operation == difference.operation && $0.member == difference.member
        }
        if let known {
            report.differences[known].count += 1
        } else {
            report.differences.append(difference)
        }
    }

    /// Whether what the shop has listed has the request's outcome in it already: a seat that was
    /// taken before, or given back.
    private func isDone(_ exchange: RecordedExchange) throws -> Bool {
        guard (200...299).contains(exchange.status) else { return false }
        switch exchange.verb {
        case "activate":
            guard let id = exchange.answer?.object?["id"]?.string else { return false }
            return try holds(id)
        case "deactivate":
            guard let body = try? JSON(parsing: exchange.body).object,
                let id = (body["activation_id"] ?? body["license_key_instance_id"])?.string
            else { return false }
            let isNew = ids.contains { $0.theirs == id }
            return try !isNew && !holds(id)
        default: return false
        }
    }

    private func holds(_ seat: String) throws -> Bool {
        let id = shop.seat(seat, of: stage.issuer.organization)
        return try stage.registry.activations.seat(id).map { !$0.isFreed } ?? false
    }

    /// A text with our ids for what was made in the recording.
    private func translated(_ text: String) -> String {
        ids.reduce(text) { text, pair in text.replacing(pair.theirs, with: pair.ours) }
    }

    /// Whether a part of a path is an id: a UUID, or Dodo's `lic_` and the like with what follows, in
    /// which there may be no digit.
    private static func isID(_ part: Substring) -> Bool {
        if part.count > 3, part.contains(where: \.isNumber) { return true }
        let kinds: Set<Substring> = [
            "lic", "lki", "cus", "pdt", "bus", "entg", "ent", "ep", "sub", "pay", "brnd", "grt",
        ]
        return part.firstIndex(of: "_").map { kinds.contains(part[..<$0]) } ?? false
    }

    /// Method and path without what differs between requests of one kind.
    private static func operation(_ exchange: RecordedExchange) -> String {
        let parts = exchange.barePath.split(separator: "/", omittingEmptySubsequences: false)
        let path = parts.map { part in
            isID(part) ? "{id}" : String(part)
        }
        return "\(exchange.method.rawValue) \(path.joined(separator: "/"))"
    }
}

extension RecordedExchange {
    /// The path without its query.
    fileprivate var barePath: Substring {
        path.firstIndex(of: "?").map { path[..<$0] } ?? path[...]
    }

    /// The last part of the path.
    fileprivate var verb: Substring { barePath.split(separator: "/").last ?? "" }
}
