import HTTPTypes
import Hummingbird
import LicenseIssuer
import LicenseRegistry
import LicenseVerifier

/// The kinds of licenses that are sold.
struct BenefitRoutes {
    let management: ManagementContext

    func addRoutes(to table: inout RouteTable) {
        table.add(
            Operation(
                .get, "\(ManagementSurface.prefix)/benefits", "listBenefits",
                "An organization's benefits, by name.",
                scope: .benefitsRead, query: [Query.organization],
                answer: .list(BenefitWire.schema))
        ) { request, _, caller in
            let organization = try await management.organization(Query(request), caller)
            let all = try await management.work(caller, \.benefits) { benefits in
                try benefits.all(of: organization).map { benefit in
                    BenefitWire(
                        benefit, of: organization,
                        keys: try benefits.keyForm(of: benefit.id))
                }
            }
            return PageWire(all: all)
        }
        table.add(
            Operation(
                .post, "\(ManagementSurface.prefix)/benefits", "createBenefit",
                "Add a benefit; with an id, one that another registry has already.",
                scope: .benefitsWrite, query: [Query.organization],
                request: .json(BenefitWire.schema), answer: .json(BenefitWire.schema), status: 201)
        ) { request, _, caller in try await create(request, caller) }
        table.add(
            Operation(
                .get, "\(ManagementSurface.prefix)/benefits/{id}", "getBenefit", "One benefit.",
                scope: .benefitsRead,
                answer: .json(BenefitWire.schema))
        ) { _, context, caller in
            let (benefit, organization) = try await found(context, caller)
            let form = try await management.work(caller, \.benefits) {
                try $0.keyForm(of: benefit.id)
            }
            return BenefitWire(benefit, of: organization, keys: form)
        }
        table.add(
            Operation(
                .put, "\(ManagementSurface.prefix)/benefits/{id}", "replaceBenefit",
                "Change a benefit for new licenses; those that were sold stay as they are.",
                scope: .benefitsWrite, request: .json(BenefitWire.schema),
                answer: .json(BenefitWire.schema))
        ) { request, context, caller in try await replace(request, context, caller) }
    }

    private func replace(
        _ request: Request, _ context: ServiceContext, _ caller: Caller
    ) async throws -> BenefitWire {
        let (old, organization) = try await found(context, caller)
        let wire = try await management.body(of: request, as: BenefitWire.self, BenefitWire.schema)
        let (benefit, form) = (try wire.benefit(old.id), try wire.form())
        let now = management.clock.now()
        try await management.work(caller) { registry in
            try registry.together { registry in
                try registry.benefits.replace(benefit, organization: organization, now: now)
                try Self.set(form, of: benefit.id, now, registry.benefits)
            }
        }
        return BenefitWire(benefit, of: organization, keys: form)
    }

    private func create(_ request: Request, _ caller: Caller) async throws -> BenefitWire {
        let organization = try await management.organization(Query(request), caller)
        let wire = try await management.body(of: request, as: BenefitWire.self, BenefitWire.schema)
        let benefit = try wire.benefit(wire.id?.id ?? .random())
        let form = try wire.form()
        let now = management.clock.now()
        try await management.work(caller) { registry in
            try registry.together { registry in
                try registry.benefits.add(benefit, organization: organization, now: now)
                try Self.set(form, of: benefit.id, now, registry.benefits)
            }
        }
        return BenefitWire(benefit, of: organization, keys: form)
    }

    /// Only where it changes: the audit log says what happened, and nothing else.
    private static func set(
        _ form: KeyForm, of benefit: BenefitID, _ now: Timestamp, _ benefits: Benefits
    ) throws {
        guard try benefits.keyForm(of: benefit) != form else { return }
        try benefits.setKeyForm(of: benefit, to: form, now: now)
    }

    private func found(
        _ context: ServiceContext, _ caller: Caller
    ) async throws -> (Benefit, OrganizationID) {
        let id = try context.id(.benefit, BenefitID.self)
        guard let found = try await management.work(caller, { try $0.benefits.find(id) }) else {
            throw Problem.missing(.benefit)
        }
        try caller.check(found.organization, .benefit)
        return found
    }
}
