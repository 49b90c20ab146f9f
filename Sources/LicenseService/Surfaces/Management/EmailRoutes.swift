import HTTPTypes
import Hummingbird
import LicenseRegistry
import LicenseVerifier

/// The emails that customers get about their licenses, and their templates.
struct EmailRoutes {
    let management: ManagementContext

    func addRoutes(to table: inout RouteTable) {
        let license = "\(ManagementSurface.prefix)/license-keys/{id}"
        table.add(
            Operation(
                .get, "\(license)/instructions", "getInstructions",
                "The email about a license, as its customer would get it now.",
                scope: .licensesRead, answer: .json(EmailTemplateWire.instructions))
        ) { _, context, caller in
            let (email, _) = try await email(context, caller)
            return EmailTemplateWire(email)
        }
        table.add(
            Operation(
                .get, "\(license)/letters", "listLetters",
                "The emails about a license, the newest first, at most 100.",
                scope: .licensesRead, answer: .list(EmailWire.schema))
        ) { _, context, caller in
            let (_, id) = try await email(context, caller)
            let emails = try await management.work(caller, \.customers.emails) {
                try $0.all(about: id)
            }
            return PageWire(all: emails.map(EmailWire.init))
        }
        table.add(
            Operation(
                .post, "\(license)/letters", "sendLetter", "Send the customer the email once more.",
                scope: .licensesWrite, answer: .json(EmailWire.schema), status: 202)
        ) { _, context, caller in try await send(context, caller) }
        addTemplates(to: &table)
    }

    private func send(_ context: ServiceContext, _ caller: Caller) async throws -> EmailWire {
        let (_, id) = try await email(context, caller)
        guard management.sendsEmails else { throw Problem.noEmails }
        let now = management.clock.now()
        let email = try await management.work(caller, \.customers.emails) { emails in
            do {
                return try emails.queue(for: id, now: now)
            } catch RegistryError.missing(kind: .queuedEmail) {
                throw Problem.noEmailAddress
            }
        }
        return EmailWire(email)
    }

    private func email(
        _ context: ServiceContext, _ caller: Caller
    ) async throws -> (LicenseEmail, LicenseID) {
        let id = try context.id(.license, LicenseID.self)
        let now = management.clock.now()
        let email = try await management.work(caller) { registry -> LicenseEmail in
            guard
                let (email, license, _) = try LicenseEmailWriter(registry).email(
                    about: id, now: now)
            else {
                throw Problem.missing(.license)
            }
            try caller.check(license.claims.organization, .license)
            return email
        }
        return (email, id)
    }

    // MARK: - Templates

    private func addTemplates(to table: inout RouteTable) {
        let path = "\(ManagementSurface.prefix)/benefits/{id}/letter"
        table.add(
            Operation(
                .get, path, "getLetterTemplate", "The template of a benefit's emails.",
                scope: .benefitsRead, answer: .json(EmailTemplateWire.template))
        ) { _, context, caller in
            try await template(of: try await benefit(context, caller), caller)
        }
        table.add(
            Operation(
                .put, path, "setLetterTemplate",
                "Set the template of a benefit's emails, with {{names}} for what differs.",
                scope: .benefitsWrite, request: .json(EmailTemplateWire.template),
                answer: .json(EmailTemplateWire.template))
        ) { request, context, caller in
            let wire = try await management.body(
                of: request, as: EmailTemplateWire.self, EmailTemplateWire.template)
            let template = try wire.template
            let (id, now) = (try await benefit(context, caller), management.clock.now())
            try await management.work(caller, \.customers.emails) {
                try $0.setTemplate(template, of: id, now: now)
            }
            return try await self.template(of: id, caller)
        }
        table.add(
            Operation(
                .delete, path, "resetLetterTemplate", "Return to the usual template.",
                scope: .benefitsWrite, answer: .json(EmailTemplateWire.template))
        ) { _, context, caller in
            let (id, now) = (try await benefit(context, caller), management.clock.now())
            try await management.work(caller, \.customers.emails) {
                try $0.setTemplate(nil, of: id, now: now)
            }
            return try await template(of: id, caller)
        }
    }

    /// The benefit that a path names, if the caller's token reaches it.
    private func benefit(_ context: ServiceContext, _ caller: Caller) async throws -> BenefitID {
        let id = try context.id(.benefit, BenefitID.self)
        let found = try await management.work(caller, \.benefits) { try $0.find(id) }
        guard let found else { throw Problem.missing(.benefit) }
        try caller.check(found.organization, .benefit)
        return id
    }

    private func template(
        of benefit: BenefitID, _ caller: Caller
    ) async throws -> EmailTemplateWire {
        let template = try await management.work(caller, \.customers.emails) {
            try $0.template(of: benefit)
        }
        return EmailTemplateWire(template ?? LicenseEmail.usual)
    }
}
