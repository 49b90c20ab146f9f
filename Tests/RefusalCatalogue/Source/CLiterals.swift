/// What the C libraries say of the program that calls them, and of what only they refuse.
struct CLiterals {
    let sources: SourceTree

    var chapter: Chapter {
        Chapter(
            "The C libraries",
            "Failures of `latchkey.h` beside those of the errors above, with their codes "
                + "(`latchkey_error_code`). Those that begin with `argument` are mistakes of the "
                + "program.", (written + misuses).sortedByCode)
    }

    private var files: [SourceTree.File] {
        sources.files(in: "LicenseVerifierC", "LicenseLedgerC")
    }

    /// Failures that are written out whole.
    private var written: [Refusal] {
        files.flatMap { $0.text.calls(of: ["Failure", "init"]) }.compactMap { call in
            guard let code = call.labeled("code")?.template,
                let sentence = call.unlabeled(1)?.template
            else { return nil }
            return Refusal(
                code: code, sentence: sentence, nextStep: call.labeled("nextStep")?.template)
        }
    }

    /// Mistakes of the program, which have one next step.
    private var misuses: [Refusal] {
        let nextStep = files.lazy.flatMap { $0.text.bodies(after: "static func misuse") }
            .flatMap { $0.calls(of: ["Failure"]) }.first?.labeled("nextStep")?.template
        return files.flatMap { $0.text.calls(of: ["misuse"]) }.compactMap { call in
            guard let code = call.unlabeled(1)?.template, let sentence = call.unlabeled(2)?.template
            else { return nil }
            return Refusal(code: code, sentence: sentence, nextStep: nextStep)
        }
    }
}
