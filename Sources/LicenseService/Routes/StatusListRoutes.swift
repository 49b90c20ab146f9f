import HTTPTypes
import Hummingbird
import LicenseVerifier

/// The published lists, for caches and devices (Status-List, publishing).
struct StatusListRoutes {
    let lists: PublishedLists
    let clock: ServiceClock

    func addRoutes(to table: inout RouteTable) {
        table.add(
            Operation(
                .get, "/v1/status-lists/{shard}", "getStatusList",
                "The signed list of revoked and suspended licenses.",
                answer: .media("application/statuslist+cwt"))
        ) { request, context in
            try answer(request, shard(context).flatMap { lists[$0] })
        }
        table.add(
            Operation(
                .get, "/v1/organizations/{organization}/status-lists/{shard}",
                "getStatusListOfOrganization", "A list of any organization.",
                answer: .media("application/statuslist+cwt"))
        ) { request, context in
            let id = context.parameters.get("organization").flatMap { OrganizationID($0) }
            guard let id, let shard = shard(context) else { throw Problem.notFound }
            return try answer(request, lists[ListPlace(id, shard)])
        }
    }

    private func shard(_ context: ServiceContext) -> UInt32? {
        context.parameters.get("shard").flatMap { UInt32($0) }
    }

    private func answer(_ request: Request, _ list: ServedList?) throws -> Response {
        guard let list else {
            throw Problem(.notFound, "list-unknown", "there is no such status list")
        }
        return list.document.response(to: request, at: clock.now())
    }
}
