import HTTPTypes
import Hummingbird
import LicenseRegistry
import LicenseVerifier

/// What customers are written about their licenses, and the words for it.
struct EmailRoutes {
    let management: Management
    let sendsEmails: Bool

    func addRoutes(to table: inout RouteTable) {
        let license = "\(Management.prefix)/license-keys/{id}"
        table.add(
            Operation(
                .get, "\(license)/instructions", "getInstructions",
                "The letter about a license, as its customer would get it now.",
                scope: .licensesRead, answer: .json(EmailTemplateWire.instructions))
        ) { _, context, caller in
            let (email, _) = try await words(context, caller)
            return try JSONText.response(EmailTemplateWire(email))
        }
        table.add(
            Operation(
                .get, "\(license)/letters", "listLetters",
                "The letters about a license, the newest first, at most 100.",
                scope: .licensesRead, answer: .json(EmailWire.page))
        ) { _, context, caller in
            let (_, id) = try await words(context, caller)
            let emails = try await management.work(caller) { try $0.emails(about: id) }
            return try JSONText.response(EmailWire.Page(items: emails.map(EmailWire.init)))
        }
        table.add(
            Operation(
                .post, "\(license)/letters", "sendLetter", "Write to the customer once more.",
                scope: .licensesWrite, answer: .json(EmailWire.schema), status: 202)
        ) { _, context, caller in try await send(context, caller) }
        addTemplates(to: &table)
    }

    private func send(_ context: ServiceContext, _ caller: Caller) async throws -> Response {
        let (_, id) = try await words(context, caller)
        guard sendsEmails else {
            throw Problem(
                .conflict, "mail.off", "this service sends no mail",
                nextStep: "set mail.program and mail.from")
        }
        let now = management.clock.now()
        let email = try await management.work(caller) { registry in
            do {
                return try registry.queueEmail(for: id, now: now)
            } catch RegistryError.missing(kind: .queuedEmail) {
                throw Problem(
                    .conflict, "mail.no-address", "the license's customer has no e-mail address",
                    nextStep: "give the customer one")
            }
        }
        return try JSONText.response(EmailWire(email), status: .accepted)
    }

    private func words(
        _ context: ServiceContext, _ caller: Caller
    ) async throws -> (LicenseEmail, LicenseID) {
        let id = try context.id(.license, LicenseID.self)
        let now = management.clock.now()
        let email = try await management.work(caller) { registry -> LicenseEmail in
            guard let (email, license, _) = try LicenseEmail.about(id, in: registry, now: now)
            else {
                throw Problem.missing(.license)
            }
            try caller.check(license.claims.organization, .license)
            return email
        }
        return (email, id)
    }

    // MARK: - Words

    private func addTemplates(to table: inout RouteTable) {
        let place = "\(Management.prefix)/benefits/{id}/letter"
        table.add(
            Operation(
                .get, place, "getLetterTemplate", "The words of a benefit's letters.",
                scope: .benefitsRead, answer: .json(EmailTemplateWire.template))
        ) { _, context, caller in
            try await template(context, caller) { _, _ in }
        }
        table.add(
            Operation(
                .put, place, "setLetterTemplate",
                "Set the words of a benefit's letters, with {{names}} for what differs.",
                scope: .benefitsWrite, request: .json(EmailTemplateWire.template),
                answer: .json(EmailTemplateWire.template))
        ) { request, context, caller in
            let wire = try await management.body(of: request, as: EmailTemplateWire.self)
            let words = try wire.template
            let now = management.clock.now()
            return try await template(context, caller) { registry, id in
                try registry.setEmailTemplate(words, of: id, now: now)
            }
        }
        table.add(
            Operation(
                .delete, place, "resetLetterTemplate", "Go back to the usual words.",
                scope: .benefitsWrite, answer: .json(EmailTemplateWire.template))
        ) { _, context, caller in
            let now = management.clock.now()
            return try await template(context, caller) { registry, id in
                try registry.setEmailTemplate(nil, of: id, now: now)
            }
        }
    }

    private func template(
        _ context: ServiceContext, _ caller: Caller,
        _ change: @escaping @Sendable (Registry, BenefitID) throws -> Void
    ) async throws -> Response {
        let id = try context.id(.benefit, BenefitID.self)
        let words = try await management.work(caller) { registry -> EmailTemplate in
            guard let (_, organization) = try registry.benefit(id) else {
                throw Problem.missing(.benefit)
            }
            try caller.check(organization, .benefit)
            try change(registry, id)
            return try registry.emailTemplate(of: id) ?? LicenseEmail.usual
        }
        return try JSONText.response(EmailTemplateWire(words))
    }
}
