import HTTPTypes
import Hummingbird
import JSON
import LicenseRegistry
import LicenseSync
import LicenseVerifier

/// `/license_key_instances`: the seats of license keys, as the merchant sees them.
struct DodoInstanceRoutes {
    let dodo: DodoContext

    func addRoutes(to table: inout DodoRouteTable) {
        table.add(
            Operation(
                .get, "/license_key_instances", "dodoListInstances",
                "Instances, the newest first.", scope: .activationsRead,
                query: [
                    QueryParameter("license_key_id", .text, "Of this license key."),
                    QueryParameter("grant_id", .text, "Of the license key of this grant."),
                ] + DodoPage.parameters, answer: .items(DodoInstanceWire.schema))
        ) { request, _, caller in try await list(request, caller) }
        table.add(
            Operation(
                .get, "/license_key_instances/{id}", "dodoGetInstance", "One instance.",
                scope: .activationsRead, answer: .json(DodoInstanceWire.schema))
        ) { _, context, caller in
            let text = try context.dodoText("id", "instance")
            let business = try await dodo.business(caller)
            let seat = try await dodo.work(caller) { try Self.seat(text, of: business, $0) }
            return Self.response(seat, business)
        }
        table.add(
            Operation(
                .patch, "/license_key_instances/{id}", "dodoRenameInstance",
                "Give an instance another name.", scope: .activationsWrite,
                request: .json(
                    Schema("DodoInstanceChange", .shape(["name": .text], required: ["name"]))),
                answer: .json(DodoInstanceWire.schema))
        ) { request, context, caller in try await rename(request, context, caller) }
    }

    private func list(_ request: Request, _ caller: Caller) async throws -> WrittenJSON {
        let query = DodoQuery(request)
        let page = try DodoPage.range(query)
        let (business, now) = (try await dodo.business(caller), dodo.now())
        var filter = SeatFilter(organization: business)
        // An invalid id names nothing, which has no instances.
        if let text = query.text("license_key_id") {
            let ids = LicenseID.named(dodo: text, of: business)
            filter.license = try await dodo.work(caller, \.licenses) { licenses in
                for id in ids {
                    if let known = try licenses.known(as: id) { return known }
                }
                return nil
            }
            if filter.license == nil { return Self.response([], business) }
        }
        if let text = query.text("grant_id") {
            guard let id = GrantID(dodo: text) else { return Self.response([], business) }
            filter.grant = id
        }
        let seats = try await dodo.work(caller, \.activations) { [filter] activations in
            try activations.seats(matching: filter, page: page, now: now)
        }
        return Self.response(seats, business)
    }

    private static func response(_ seats: [Seat], _ business: OrganizationID) -> WrittenJSON {
        WrittenJSON.items(seats) { DodoInstanceWire(seat: $0, organization: business).write(&$1) }
    }

    private static func response(_ seat: Seat, _ business: OrganizationID) -> WrittenJSON {
        WrittenJSON { DodoInstanceWire(seat: seat, organization: business).write(&$0) }
    }

    /// A seat of a business that is taken, named by our id or by the one that Dodo gave it.
    private static func seat(
        _ text: String, of business: OrganizationID, _ registry: Registry
    ) throws -> Seat {
        for id in ActivationID.named(dodo: text, of: business) {
            if let seat = try registry.activations.seat(id), !seat.isFreed,
                try registry.licenses.find(seat.license)?.claims.organization == business
            {
                return seat
            }
        }
        throw DodoRefusal.missing("instance")
    }

    private func rename(
        _ request: Request, _ context: ServiceContext, _ caller: Caller
    ) async throws -> WrittenJSON {
        let text = try context.dodoText("id", "instance")
        let name = try DodoActivationRequest.name(try await dodo.body(of: request))
        let (business, now) = (try await dodo.business(caller), dodo.now())
        let seat = try await dodo.work(caller) { registry in
            let seat = try Self.seat(text, of: business, registry)
            guard !seat.isDevice || DeviceLabel(name) != nil else {
                throw DodoRefusal.parameters(
                    "the name of a device must have 1 to 128 bytes and no control characters")
            }
            do {
                return try registry.activations.labelSeat(seat.id, name, now: now)
            } catch RegistryError.missing {
                throw DodoRefusal.missing("instance")
            }
        }
        return Self.response(seat, business)
    }
}
