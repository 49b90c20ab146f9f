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
                "The seats of a license that are taken, the oldest first.",
                scope: .activationsRead, answer: .list(ActivationWire.schema))
        ) { _, context, caller in
            let license = try await license(context, caller)
            let all = try await management.work(caller) { try $0.activations.all(of: license) }
            return PageWire(all: all.map(ActivationWire.init))
        }
        table.add(
            Operation(
                .get, "\(ManagementSurface.prefix)/license-keys/{id}/usage", "getUsage",
                "What all devices of a license are known to have used.", scope: .activationsRead,
                answer: .json(UsageWire.schema))
        ) { _, context, caller in
            let license = try await license(context, caller)
            let usage = try await management.work(caller) { registry in
                (
                    try registry.activations.usage(of: license),
                    try registry.activations.all(of: license)
                )
            }
            return UsageWire(usage.0, usage.1)
        }
        table.add(
            Operation(
                .get, "\(ManagementSurface.prefix)/activations/{id}", "getActivation", "One seat.",
                scope: .activationsRead, answer: .json(ActivationWire.schema))
        ) { _, context, caller in
            ActivationWire(try await activation(context, caller))
        }
        table.add(
            Operation(
                .delete, "\(ManagementSurface.prefix)/activations/{id}", "freeActivation",
                "Free a seat without asking its device.", scope: .activationsWrite, status: 204
            )
        ) { _, context, caller in
            let activation = try await activation(context, caller)
            let now = management.clock.now()
            try await management.work(caller) {
                try $0.activations.freeSeat(activation.id, now: now)
            }
            return NoContent()
        }
        table.add(
            Operation(
                .post, "\(ManagementSurface.prefix)/activations/{id}/void-usage",
                "voidActivationUsage",
                "Take a device's seat, its grant and all that it reported out of its license.",
                scope: .activationsWrite, answer: .json(ActivationWire.schema))
        ) { _, context, caller in
            let activation = try await activation(context, caller)
            let now = management.clock.now()
            return try await management.work(caller) {
                ActivationWire(try $0.activations.voidUsage(of: activation.id, now: now).activation)
            }
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
    let standing: String
    let activatedAt: TimeWire
    let endedAt: TimeWire?
    let leaseEnd: TimeWire?
    let usage: [String: UInt64]
    let allowance: UInt64
    let overdraft: UInt64
    let reports: UInt64

    enum CodingKeys: String, CodingKey {
        case id, label, standing, usage, allowance, overdraft, reports
        case licenseKeyID = "license_key_id"
        case activatedAt = "activated_at"
        case endedAt = "ended_at"
        case leaseEnd = "lease_end"
    }

    init(_ activation: ActivationRecord) {
        id = "\(activation.id)"
        licenseKeyID = "\(activation.license)"
        label = activation.label
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
        usage = activation.state.usage.wire
        allowance = activation.state.allowance.granted
        overdraft = activation.state.allowance.overdraft
        reports = activation.state.history.newest?.sequence ?? 0
    }

    static let schema = Schema(
        "Activation",
        .shape(
            [
                "id": .uuid, "license_key_id": .uuid, "label": .text,
                "standing": .oneOf(["active", "forked", "ended", "void"]), "activated_at": .time,
                "ended_at": .optional(.time), "lease_end": .optional(.time),
                "usage": ["type": "object", "additionalProperties": .wholeNumber],
                "allowance": .wholeNumber, "overdraft": .wholeNumber,
                "reports": .wholeNumber,
            ],
            required: [
                "id", "license_key_id", "label", "standing", "activated_at", "usage", "allowance",
                "overdraft", "reports",
            ]))
}

/// What was used of a license, in JSON.
struct UsageWire: JSONContent {
    let usage: [String: UInt64]
    let allowed: UInt64
    let activations: [ActivationWire]

    init(_ usage: UsageTotal, _ activations: [ActivationRecord]) {
        self.usage = usage.wire
        allowed = activations.reduce(0) { $0 + $1.state.allowance.granted }
        self.activations = activations.map(ActivationWire.init)
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
