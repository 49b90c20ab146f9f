import HTTPTypes
import Hummingbird
import JSON
import LicenseRegistry
import LicenseSync
import LicenseVerifier

/// The seats that devices have, and what they used.
struct ActivationRoutes {
    let management: ManagementContext

    func addRoutes(to table: inout RouteTable) {
        table.add(
            Operation(
                .get, "\(ManagementSurface.prefix)/license-keys/{id}/activations",
                "listActivations",
                "The seats of a license that are taken, the oldest first, and those that were given "
                    + "up without a message from the device and stay taken until its lease ends.",
                scope: .activationsRead, answer: .list(ActivationWire.schema))
        ) { _, context, caller in try await list(context, caller) }
        table.add(
            Operation(
                .get, "\(ManagementSurface.prefix)/license-keys/{id}/usage", "getUsage",
                "What is known to be used of a license, online and by devices.",
                scope: .activationsRead,
                answer: .json(UsageWire.schema))
        ) { _, context, caller in try await usage(context, caller) }
        table.add(
            Operation(
                .get, "\(ManagementSurface.prefix)/activations/{id}", "getActivation", "One seat.",
                scope: .activationsRead, answer: .json(ActivationWire.schema))
        ) { _, context, caller in try await get(context, caller) }
        table.add(
            Operation(
                .delete, "\(ManagementSurface.prefix)/activations/{id}", "freeActivation",
                "Free a seat at once without asking its device, which may go on offline until its "
                    + "lease ends; also one that was given up and is kept.",
                scope: .activationsWrite,
                query: [Self.beyondMoves], status: 204)
        ) { request, context, caller in try await free(request, context, caller) }
        table.add(
            Operation(
                .post, "\(ManagementSurface.prefix)/activations/{id}/void-usage",
                "voidActivationUsage",
                "Take a device's seat, its grant and all that it reported out of its license.",
                scope: .activationsWrite, answer: .json(ActivationWire.schema))
        ) { _, context, caller in try await void(context, caller) }
    }

    private static let beyondMoves = QueryParameter(
        "beyond_moves", .flag,
        "Whether the vendor lets it pass that the license's seats have moved as often as its benefit "
            + "lets them; also for a seat that is free already, and waits.")

    private func list(
        _ context: ServiceContext, _ caller: Caller
    ) async throws -> PageWire<ActivationWire> {
        let license = try await license(context, caller)
        let now = management.clock.now()
        return PageWire(
            all: try await management.work(caller, \.activations) { activations in
                try Self.seats(of: license, activations)
                    + activations.kept(of: license, now: now).map(ActivationWire.init)
            })
    }

    private func usage(_ context: ServiceContext, _ caller: Caller) async throws -> UsageWire {
        let license = try await license(context, caller)
        let now = management.clock.now()
        return try await management.work(caller) { registry in
            UsageWire(
                try registry.activations.usage(of: license),
                units: try registry.licenses.details(license, now: now)?.usage ?? 0,
                allowed: try registry.activations.all(of: license),
                try Self.seats(of: license, registry.activations))
        }
    }

    private func get(_ context: ServiceContext, _ caller: Caller) async throws -> ActivationWire {
        let (seat, _) = try await seat(context, caller)
        guard seat.isDevice else { return ActivationWire(seat) }
        return ActivationWire(try await activation(context, caller))
    }

    private func free(
        _ request: Request, _ context: ServiceContext, _ caller: Caller
    ) async throws -> NoContent {
        let (seat, license) = try await seat(context, caller)
        let isBeyond = try Query(request).value(Self.beyondMoves.name) { Bool($0) } ?? false
        let now = management.clock.now()
        try await management.work(caller, \.activations) { activations in
            let freed = try activations.freeSeat(
                seat.id, of: .token(seat.license, digest: license.tokenDigest),
                of: license.claims.organization, by: .vendor, beyondMoves: isBeyond, now: now)
            switch freed {
            case .success: return
            case .failure(.seatMoves(let next)): throw RegistryError.seatMoves(until: next)
            case .failure: throw Problem.missing(.activation)
            }
        }
        return NoContent()
    }

    private func void(_ context: ServiceContext, _ caller: Caller) async throws -> ActivationWire {
        let activation = try await activation(context, caller)
        let now = management.clock.now()
        return try await management.work(caller, \.activations) {
            ActivationWire(try $0.voidUsage(of: activation.id, now: now).activation)
        }
    }

    private func license(_ context: ServiceContext, _ caller: Caller) async throws -> LicenseID {
        let id = try context.id(.license, LicenseID.self)
        guard let record = try await management.work(caller, { try $0.licenses.find(id) }) else {
            throw Problem.missing(.license)
        }
        try caller.check(record.claims.organization, .license)
        return id
    }

    /// The seats of a license that are taken, online and by devices.
    private static func seats(
        of license: LicenseID, _ activations: Activations
    ) throws -> [ActivationWire] {
        let devices = Dictionary(
            try activations.all(of: license).map { ($0.id, $0) }
        ) { first, _ in first }
        return try activations.seats(of: license).map { seat in
            devices[seat.id].map(ActivationWire.init) ?? ActivationWire(seat)
        }
    }

    /// A seat, and the license that it is of.
    private func seat(
        _ context: ServiceContext, _ caller: Caller
    ) async throws -> (Seat, LicenseRecord) {
        let id = try context.id(.activation, ActivationID.self)
        return try await management.work(caller) { registry in
            guard let seat = try registry.activations.seat(id),
                let license = try registry.licenses.find(seat.license)
            else { throw Problem.missing(.activation) }
            try caller.check(license.claims.organization, .activation)
            return (seat, license)
        }
    }

    private func activation(
        _ context: ServiceContext, _ caller: Caller
    ) async throws -> ActivationRecord {
        let id = try context.id(.activation, ActivationID.self)
        return try await management.work(caller) { registry in
            guard let record = try registry.activations.find(id),
                let license = try registry.licenses.find(record.license)
            else { throw Problem.missing(.activation) }
            try caller.check(license.claims.organization, .activation)
            return record
        }
    }
}

/// A seat in JSON.
struct ActivationWire: JSONContent {
    let id: String
    let licenseKeyID: String
    let label: String
    let kind: String
    let standing: String
    let activatedAt: TimeWire
    let endedAt: TimeWire?
    let leaseEnd: TimeWire?
    let keptUntil: TimeWire?
    let usage: [String: UInt64]
    let allowance: UInt64
    let overdraft: UInt64
    let reports: UInt64

    enum CodingKeys: String, CodingKey {
        case id, label, kind, standing, usage, allowance, overdraft, reports
        case licenseKeyID = "license_key_id"
        case activatedAt = "activated_at"
        case endedAt = "ended_at"
        case leaseEnd = "lease_end"
        case keptUntil = "kept_until"
    }

    init(_ activation: ActivationRecord) {
        id = "\(activation.id)"
        licenseKeyID = "\(activation.license)"
        label = activation.label
        kind = "device"
        standing =
            switch activation.state.status {
            case .active: "active"
            case .forked: "forked"
            case .ended: "ended"
            case .void: "void"
            }
        activatedAt = TimeWire(activation.activatedAt)
        endedAt = activation.endedAt.map { TimeWire($0) }
        leaseEnd = activation.leaseEnd.map { TimeWire($0) }
        keptUntil = activation.keptUntil.map { TimeWire($0) }
        usage = activation.state.usage.wire
        allowance = activation.state.allowance.granted
        overdraft = activation.state.allowance.overdraft
        reports = activation.state.history.newest?.sequence ?? 0
    }

    /// A seat that was taken online, whose units are the license's.
    init(_ seat: Seat) {
        id = "\(seat.id)"
        licenseKeyID = "\(seat.license)"
        label = seat.label
        kind = "online"
        standing = seat.isFreed ? "ended" : "active"
        activatedAt = TimeWire(seat.takenAt)
        endedAt = seat.freedAt.map { TimeWire($0) }
        (leaseEnd, keptUntil) = (nil, nil)
        usage = [:]
        (allowance, overdraft, reports) = (0, 0, 0)
    }

    static let schema = Schema(
        "Activation",
        .shape(
            [
                "id": .uuid, "license_key_id": .uuid, "label": .text,
                "kind": .oneOf(["device", "online"]),
                "standing": .oneOf(["active", "forked", "ended", "void"]), "activated_at": .time,
                "ended_at": .optional(.time), "lease_end": .optional(.time),
                "kept_until": .optional(.time),
                "usage": ["type": "object", "additionalProperties": .wholeNumber],
                "allowance": .wholeNumber, "overdraft": .wholeNumber,
                "reports": .wholeNumber,
            ],
            required: [
                "id", "license_key_id", "label", "kind", "standing", "activated_at", "usage",
                "allowance",
                "overdraft", "reports",
            ]))
}

/// What was used of a license, in JSON.
struct UsageWire: JSONContent {
    let usage: [String: UInt64]
    let allowed: UInt64
    let activations: [ActivationWire]

    /// - Parameter units: the license's units that are used, online and by devices.
    init(
        _ usage: UsageTotal, units: Int64, allowed devices: [ActivationRecord],
        _ activations: [ActivationWire]
    ) {
        var total = usage.wire
        // A shop may have set the license's count below what its devices have reported.
        if units > 0 || usage[.units] > 0 {
            total["\(Meter.units.number)"] = UInt64(clamping: units)
        }
        self.usage = total
        allowed = devices.reduce(0) { $0 + $1.state.allowance.granted }
        self.activations = activations
    }

    static let schema = Schema(
        "Usage",
        .shape(
            [
                "usage": ["type": "object", "additionalProperties": .wholeNumber],
                "allowed": .wholeNumber,
                "activations": .array(of: ["$ref": "#/components/schemas/Activation"]),
            ], required: ["usage", "allowed", "activations"]))
}

extension UsageTotal {
    /// Meters, by their numbers, with what was used.
    fileprivate var wire: [String: UInt64] {
        Dictionary(entries.map { ("\($0.meter.number)", $0.units) }) { _, last in last }
    }
}
