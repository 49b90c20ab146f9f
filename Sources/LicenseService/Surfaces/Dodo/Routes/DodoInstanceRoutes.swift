import HTTPTypes
import Hummingbird
import LicenseRegistry
import LicenseSync
import LicenseVerifier

/// `/license_key_instances`: the seats of license keys, as the merchant sees them.
struct DodoInstanceRoutes {
    let desk: DodoContext

    func addRoutes(to table: inout RouteTable) {
        table.add(
            DodoContext.operation(
                .get, "/license_key_instances", "dodoListInstances",
                "Instances, the newest first.", scope: .activationsRead,
                query: [
                    QueryParameter("license_key_id", .text, "Of this license key."),
                    QueryParameter("grant_id", .text, "Of the license key of this grant."),
                ] + DodoQuery.page, answer: .items(DodoInstanceWire.schema))
        ) { request, _, caller in try await list(request, caller) }
        table.add(
            DodoContext.operation(
                .get, "/license_key_instances/{id}", "dodoGetInstance", "One instance.",
                scope: .activationsRead, answer: .json(DodoInstanceWire.schema))
        ) { _, context, caller in
            let id = try context.dodoID("id", "instance", ActivationID.self)
            let business = try await desk.business(caller)
            let seat = try await desk.work(caller) { try Self.seat(id, of: business, $0) }
            return Self.response(seat, business)
        }
        table.add(
            DodoContext.operation(
                .patch, "/license_key_instances/{id}", "dodoRenameInstance",
                "Give an instance another name.", scope: .activationsWrite,
                request: Schema(
                    "DodoInstanceChange", .shape(["name": .text], required: ["name"])),
                answer: .json(DodoInstanceWire.schema))
        ) { request, context, caller in try await rename(request, context, caller) }
    }

    private func list(_ request: Request, _ caller: Caller) async throws -> Response {
        let query = DodoQuery(request)
        let page = try query.page()
        let (business, now) = (try await desk.business(caller), desk.now())
        var filter = SeatFilter(organization: business)
        // What is no id names nothing, and nothing has no instances.
        if let text = query.text("license_key_id") {
            guard let id = LicenseID(dodo: text) else { return Self.response([], business) }
            filter.license = id
        }
        if let text = query.text("grant_id") {
            guard let id = GrantID(dodo: text) else { return Self.response([], business) }
            filter.grant = id
        }
        let seats = try await desk.work(caller) { [filter] registry in
            try registry.seats(matching: filter, page: page, now: now)
        }
        return Self.response(seats, business)
    }

    private static func response(_ seats: [Seat], _ business: OrganizationID) -> Response {
        DodoContext.list(seats) { DodoInstanceWire(seat: $0, organization: business).write(&$1) }
    }

    private static func response(_ seat: Seat, _ business: OrganizationID) -> Response {
        DodoContext.response { DodoInstanceWire(seat: seat, organization: business).write(&$0) }
    }

    /// A seat of a business that is taken.
    private static func seat(
        _ id: ActivationID, of business: OrganizationID, _ registry: Registry
    ) throws -> Seat {
        guard let seat = try registry.seat(id), seat.freedAt == nil,
            try registry.license(seat.license)?.claims.organization == business
        else { throw DodoError.missing("instance") }
        return seat
    }

    private func rename(
        _ request: Request, _ context: ServiceContext, _ caller: Caller
    ) async throws -> Response {
        let id = try context.dodoID("id", "instance", ActivationID.self)
        let name = try DodoPublicRoutes.name(try await desk.body(of: request))
        let (business, now) = (try await desk.business(caller), desk.now())
        let seat = try await desk.work(caller) { registry in
            let seat = try Self.seat(id, of: business, registry)
            guard !seat.isDevice || DeviceLabel(name) != nil else {
                throw DodoError.parameters(
                    "the name of a device has 1 to 128 bytes and no control characters")
            }
            do {
                return try registry.labelSeat(id, name, now: now)
            } catch RegistryError.missing {
                throw DodoError.missing("instance")
            }
        }
        return Self.response(seat, business)
    }
}
