import HTTPTypes
import Hummingbird
import LicenseStore
import LicenseVerifier

/// What customers are written about their licenses, and the words for it.
struct LetterRoutes {
    let management: Management
    let writesLetters: Bool

    func addRoutes(to table: inout RouteTable) {
        let license = "\(Management.prefix)/license-keys/{id}"
        table.add(
            Operation(
                .get, "\(license)/instructions", "getInstructions",
                "The letter about a license, as its customer would get it now.",
                scope: .licensesRead, answer: .json(LetterWordsWire.instructions))
        ) { _, context, caller in
            let (letter, _) = try await words(context, caller)
            return try JSONText.response(LetterWordsWire(letter))
        }
        table.add(
            Operation(
                .get, "\(license)/letters", "listLetters",
                "The letters about a license, the newest first, at most 100.",
                scope: .licensesRead, answer: .json(LetterWire.page))
        ) { _, context, caller in
            let (_, id) = try await words(context, caller)
            let letters = try await management.work(caller) { try $0.letters(about: id) }
            return try JSONText.response(LetterWire.Page(items: letters.map(LetterWire.init)))
        }
        table.add(
            Operation(
                .post, "\(license)/letters", "sendLetter", "Write to the customer once more.",
                scope: .licensesWrite, answer: .json(LetterWire.schema), status: 202)
        ) { _, context, caller in try await send(context, caller) }
        addTemplates(to: &table)
    }

    private func send(_ context: ServiceContext, _ caller: Caller) async throws -> Response {
        let (_, id) = try await words(context, caller)
        guard writesLetters else {
            throw Problem(
                .conflict, "mail.off", "this service sends no mail",
                nextStep: "set mail.program and mail.from")
        }
        let now = management.clock.now()
        let letter = try await management.work(caller) { store in
            do {
                return try store.queueLetter(for: id, now: now)
            } catch StoreError.missing(kind: .letter) {
                throw Problem(
                    .conflict, "mail.no-address", "the license's customer has no e-mail address",
                    nextStep: "give the customer one")
            }
        }
        return try JSONText.response(LetterWire(letter), status: .accepted)
    }

    private func words(
        _ context: ServiceContext, _ caller: Caller
    ) async throws -> (Letter, LicenseID) {
        let id = try context.id(.license, LicenseID.self)
        let now = management.clock.now()
        let letter = try await management.work(caller) { store -> Letter in
            guard let (letter, license, _) = try Letter.about(id, in: store, now: now) else {
                throw Problem.missing(.license)
            }
            try caller.check(license.claims.organization, .license)
            return letter
        }
        return (letter, id)
    }

    // MARK: - Words

    private func addTemplates(to table: inout RouteTable) {
        let place = "\(Management.prefix)/benefits/{id}/letter"
        table.add(
            Operation(
                .get, place, "getLetterTemplate", "The words of a benefit's letters.",
                scope: .benefitsRead, answer: .json(LetterWordsWire.template))
        ) { _, context, caller in
            try await template(context, caller) { _, _ in }
        }
        table.add(
            Operation(
                .put, place, "setLetterTemplate",
                "Set the words of a benefit's letters, with {{names}} for what differs.",
                scope: .benefitsWrite, request: .json(LetterWordsWire.template),
                answer: .json(LetterWordsWire.template))
        ) { request, context, caller in
            let wire = try await management.body(of: request, as: LetterWordsWire.self)
            let words = try wire.template
            let now = management.clock.now()
            return try await template(context, caller) { store, id in
                try store.setLetterTemplate(words, of: id, now: now)
            }
        }
        table.add(
            Operation(
                .delete, place, "resetLetterTemplate", "Go back to the usual words.",
                scope: .benefitsWrite, answer: .json(LetterWordsWire.template))
        ) { _, context, caller in
            let now = management.clock.now()
            return try await template(context, caller) { store, id in
                try store.setLetterTemplate(nil, of: id, now: now)
            }
        }
    }

    private func template(
        _ context: ServiceContext, _ caller: Caller,
        _ change: @escaping @Sendable (Store, BenefitID) throws -> Void
    ) async throws -> Response {
        let id = try context.id(.benefit, BenefitID.self)
        let words = try await management.work(caller) { store -> LetterTemplate in
            guard let (_, organization) = try store.benefit(id) else {
                throw Problem.missing(.benefit)
            }
            try caller.check(organization, .benefit)
            try change(store, id)
            return try store.letterTemplate(of: id) ?? Letter.usual
        }
        return try JSONText.response(LetterWordsWire(words))
    }
}
