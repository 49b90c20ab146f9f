import Terminal

/// What the three programs say where they say it: errors of their own, and literals.
struct ProgramLiterals {
    let sources: SourceTree

    var chapters: [Chapter] {
        [
            Chapter(
                "A vendor's commands",
                "Errors of `latchkey` and `latchkeyd`, with their own codes.",
                ["CeremonyError", "PublishingError", "AnswerError"].flatMap(explained)),
            Chapter(
                "An answer that says no",
                "What `latchkey install` and `latchkey status` say of the vendor's answer "
                    + "(`SyncOutcome`); a command that fails because of it ends with 1.", outcomes),
            Chapter(
                "Commands",
                "Everything else that ends a command. A failure without a code of its own has the "
                    + "code of its exit status; a row without a status has the one of its cause.",
                failures),
            Chapter(
                "Arguments",
                "A command line that cannot be; the argument parser adds sentences of its own.",
                arguments),
            Chapter(
                "Settings", "`latchkeyd` reports all mistakes of a configuration together.",
                settings),
            Chapter(
                "Warnings on standard error", "They change no exit status and have no code.",
                remarks),
        ]
    }

    private var programs: [SourceTree.File] {
        sources.files(
            in: "latchkey", "latchkeyd", "latchkey-sync", "CommandSupport",
            "RegistryCommandSupport",
            "Terminal")
    }

    /// The cases of an error that a program declares.
    private func explained(_ name: String) -> [Refusal] {
        let declared = sources.declaredEnum(name)
        return declared.cases.map { item in
            Refusal(
                code: declared.value(of: "code", for: item.name)?.template,
                exit: declared.value(of: "exitStatus", for: item.name)
                    .flatMap(ExitStatus.init(named:))?.rawValue,
                sentence: declared.value(of: "description", for: item.name)?.template ?? "…",
                nextStep: declared.value(of: "nextStep", for: item.name)?.template)
        }
    }

    private var outcomes: [Refusal] {
        let declared = sources.declaredEnum("SyncOutcome")
        return declared.cases.dropFirst().map { item in
            Refusal(
                code: declared.value(of: "name", for: item.name)?.template.map { "answer.\($0)" },
                sentence: declared.value(of: "sentence", for: item.name)?.template ?? "…",
                nextStep: declared.value(of: "nextStep", for: item.name)?.template)
        }
    }

    /// Failures and findings that are written out at the place where they happen.
    private var failures: [Refusal] {
        let literal = programs.flatMap { file in
            file.text.calls(of: ["CommandFailure", "FindingReport"]).compactMap(refusal)
        }
        let errors = [
            "ServiceHomeError", "ConfiguredWebhookError", "TLSFault", "ListenFault", "ForeignFault",
            "RehearsalError",
        ].flatMap(service)
        return Self.withoutRepetitions(literal + errors).sortedByCode
    }

    /// Leaves out what an error's own row says better: with a status, or with its whole sentence.
    private static func withoutRepetitions(_ refusals: [Refusal]) -> [Refusal] {
        let complete = Set(refusals.filter { $0.exit != nil }.map(\.sentence))
        return refusals.filter { refusal in
            !refusal.sentence.contains("‹self›")
                && (refusal.exit != nil || !complete.contains(refusal.sentence))
        }
    }

    private func refusal(_ call: SwiftCall) -> Refusal? {
        let isFinding = call.name == "FindingReport"
        let code = call.labeled("code")?.template
        let sentence = call.unlabeled(isFinding ? 0 : 1)?.template
        // What passes an error on says nothing of its own.
        guard sentence != nil || code != nil else { return nil }
        let status = isFinding ? nil : call.unlabeled(0).flatMap(ExitStatus.init(named:))
        return Refusal(
            code: code ?? (call.labeled("code") == nil ? status?.code : nil),
            exit: status?.rawValue, sentence: sentence ?? "‹sentence›",
            nextStep: call.labeled("nextStep").map { $0.template ?? "‹the cause's own›" })
    }

    /// An error of the service's library that only `latchkeyd` ends with.
    private func service(_ name: String) -> [Refusal] {
        let declared = sources.declaredEnum(name)
        let common = declared.extensions.compactMap { body in
            body.calls(of: ["CommandFailure"]).first?.labeled("nextStep")?.template
        }.first
        return declared.cases.compactMap { item in
            guard
                let status = declared.value(of: "exitStatus", for: item.name)
                    .flatMap(ExitStatus.init(named:))
            else { return nil }
            let call = declared.value(of: "failure", for: item.name)?
                .calls(of: ["CommandFailure"]).first
            return Refusal(
                code: status.code, exit: status.rawValue,
                sentence: call?.unlabeled(1)?.template
                    ?? declared.value(of: "description", for: item.name)?.template ?? "…",
                nextStep: call?.labeled("nextStep")?.template
                    ?? declared.value(of: "nextStep", for: item.name)?.template ?? common)
        }
    }

    private var arguments: [Refusal] {
        let sentences = programs.flatMap { file in
            file.text.calls(of: ["ValidationError"]).compactMap { $0.unlabeled(0)?.template }
        }
        let status = ExitStatus.usage
        return sentences.map { sentence in
            Refusal(
                code: status.code, exit: status.rawValue, sentence: sentence,
                nextStep: "see the command's --help")
        }
    }

    private var settings: [Refusal] {
        let sentences = sources.files(in: "LicenseService/App").flatMap { file in
            file.text.calls(of: ["append"]).compactMap { $0.unlabeled(0)?.template }
                .filter { $0.contains(" ") && !$0.hasPrefix(" ") }
        }
        let status = ExitStatus.configuration
        return sentences.map { sentence in
            Refusal(
                code: status.code, exit: status.rawValue, sentence: sentence,
                nextStep: "see all settings with `latchkeyd check-config`")
        }
    }

    private var remarks: [Refusal] {
        let beginning = "warning: "
        let said = programs.flatMap { file in
            file.text.calls(of: ["remark"]).compactMap { $0.unlabeled(0)?.template }
        }.filter { $0.hasPrefix(beginning) }
        // Others are made in one place and said in another.
        let made = programs.flatMap { $0.text.templates(beginning: beginning) }
            .filter { sentence in !said.contains { $0.hasPrefix(sentence) } }
        return (said + made).map { Refusal(sentence: String($0.dropFirst(beginning.count))) }
    }
}
