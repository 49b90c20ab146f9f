import HTTPTypes
import Hummingbird
import JSON
import LicenseVerifier

/// The published lists, for caches and devices (Status-List, publishing).
struct StatusListRoutes {
    let lists: PublishedLists
    let clock: ServiceClock

    func addRoutes(to table: inout RouteTable) {
        table.add(
            Operation(
                .get, "/v1/status-lists/{shard}", "getStatusList",
                "The signed list of revoked and suspended licenses; with .day, .week or .month "
                    + "after its number, what has changed in it since then.",
                answer: .media("application/statuslist+cwt"), pathSchemas: ["shard": .wholeNumber])
        ) { request, context in
            let file = try file(context)
            return try answer(request, file, lists[file.shard])
        }
        table.add(
            Operation(
                .get, "/v1/organizations/{organization}/status-lists/{shard}",
                "getStatusListOfOrganization", "A list of any organization.",
                answer: .media("application/statuslist+cwt"), pathSchemas: ["shard": .wholeNumber])
        ) { request, context in
            let id = context.parameters.get("organization").flatMap { OrganizationID($0) }
            guard let id else { throw Problem.notFound }
            let file = try file(context)
            return try answer(request, file, lists[StatusListID(id, file.shard)])
        }
    }

    /// A list's number, and the period of a delta to it.
    private typealias File = (shard: UInt32, period: DeltaPeriod?)

    private static let unknown = Problem(
        .notFound, "list-unknown", "status list not found",
        nextStep: "ask the vendor which lists there are")

    private func file(_ context: ServiceContext) throws(Problem) -> File {
        let name = context.parameters.get("shard") ?? ""
        let parts = name.split(separator: ".", omittingEmptySubsequences: false)
        // One address for each list, which caches keep once.
        guard let shard = UInt32(parts[0]), "\(shard)" == parts[0] else { throw Self.unknown }
        if parts.count == 1 { return (shard, nil) }
        guard parts.count == 2, let period = DeltaPeriod(rawValue: String(parts[1])) else {
            throw Self.unknown
        }
        return (shard, period)
    }

    private func answer(
        _ request: Request, _ file: File, _ list: ServedList?
    ) throws -> DocumentContent {
        guard let list else {
            throw lists.standstill.map { Problem($0) } ?? Self.unknown
        }
        guard let period = file.period else {
            return list.document.content(for: request, at: clock.now())
        }
        guard let delta = list.deltas[period] else {
            throw Problem(
                .notFound, "delta-unknown", "this list has no such delta",
                nextStep: "fetch the list itself")
        }
        return delta.content(for: request, at: clock.now())
    }
}
