import LicenseRegistry

/// What a node has under way, and which endpoints are slow.
struct DispatchState {
    /// How many messages are being sent to each endpoint.
    var underWay: [WebhookEndpointID: Int] = [:]
    /// Attempts that are not recorded yet.
    var reports: [AttemptReport] = []
    /// Overloaded endpoints, and until when they get one message at a time.
    var slow: [WebhookEndpointID: PreciseTime] = [:]
}

extension DispatchState {
    mutating func takeReports() -> [AttemptReport] {
        defer { reports = [] }
        return reports
    }

    /// How many more messages each endpoint may get.
    mutating func room(
        for endpoints: [WebhookEndpointID], _ policy: WebhookPolicy, _ now: PreciseTime
    ) -> [(endpoint: WebhookEndpointID, count: Int)] {
        slow = slow.filter { now < $0.value }
        var free = policy.total - underWay.values.reduce(0, +)
        var room: [(endpoint: WebhookEndpointID, count: Int)] = []
        // Those with the least under way first, so that none starves when all are busy.
        for endpoint in endpoints.sorted(by: { underWay[$0] ?? 0 < underWay[$1] ?? 0 }) {
            let most = slow[endpoint] == nil ? policy.perEndpoint : 1
            let count = min(free, most - (underWay[endpoint] ?? 0))
            guard count > 0 else { continue }
            room.append((endpoint, count))
            free -= count
        }
        return room
    }
}
