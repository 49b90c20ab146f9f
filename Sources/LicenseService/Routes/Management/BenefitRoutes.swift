import HTTPTypes
import Hummingbird
import LicenseIssuer
import LicenseStore
import LicenseVerifier

/// The kinds of licenses that are sold.
struct BenefitRoutes {
    let management: Management

    func addRoutes(to table: inout RouteTable) {
        table.add(
            Operation(
                .get, "\(Management.prefix)/benefits", "listBenefits",
                "An organization's benefits, by name.",
                scope: .benefitsRead, query: [Query.organization],
                answer: .list(BenefitWire.schema))
        ) { request, _, caller in
            let organization = try await management.organization(Query(request), caller)
            let all = try await management.work(caller) { try $0.benefits(of: organization) }
            return try JSONText.response(
                PageWire(all.map { BenefitWire($0, of: organization) }, limit: .max) { $0.name })
        }
        table.add(
            Operation(
                .post, "\(Management.prefix)/benefits", "createBenefit",
                "Add a benefit; with an id, one that another registry has already.",
                scope: .benefitsWrite, query: [Query.organization],
                request: .json(BenefitWire.schema), answer: .json(BenefitWire.schema), status: 201)
        ) { request, _, caller in try await create(request, caller) }
        table.add(
            Operation(
                .get, "\(Management.prefix)/benefits/{id}", "getBenefit", "One benefit.",
                scope: .benefitsRead,
                answer: .json(BenefitWire.schema))
        ) { _, context, caller in
            let (benefit, organization) = try await found(context, caller)
            return try JSONText.response(BenefitWire(benefit, of: organization))
        }
        table.add(
            Operation(
                .put, "\(Management.prefix)/benefits/{id}", "replaceBenefit",
                "Change a benefit for the licenses to come; those that were sold stay as they are.",
                scope: .benefitsWrite, request: .json(BenefitWire.schema),
                answer: .json(BenefitWire.schema))
        ) { request, context, caller in
            let (old, organization) = try await found(context, caller)
            let benefit = try await management.body(of: request, as: BenefitWire.self)
                .benefit(old.id)
            let now = management.clock.now()
            try await management.work(caller) {
                try $0.replaceBenefit(benefit, organization: organization, now: now)
            }
            return try JSONText.response(BenefitWire(benefit, of: organization))
        }
    }

    private func create(_ request: Request, _ caller: Caller) async throws -> Response {
        let organization = try await management.organization(Query(request), caller)
        let wire = try await management.body(of: request, as: BenefitWire.self)
        var generator = SystemRandomNumberGenerator()
        let benefit = try wire.benefit(wire.id?.id ?? .random(using: &generator))
        let now = management.clock.now()
        try await management.work(caller) {
            try $0.addBenefit(benefit, organization: organization, now: now)
        }
        return try JSONText.response(BenefitWire(benefit, of: organization), status: .created)
    }

    private func found(
        _ context: ServiceContext, _ caller: Caller
    ) async throws -> (Benefit, OrganizationID) {
        let id = try context.id(.benefit, BenefitID.self)
        guard let found = try await management.work(caller, { try $0.benefit(id) }) else {
            throw Problem.missing(.benefit)
        }
        try caller.check(found.organization, .benefit)
        return found
    }
}
