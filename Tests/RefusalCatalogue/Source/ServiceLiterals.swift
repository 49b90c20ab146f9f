import HTTPTypes

/// The problem documents whose code and sentence the service writes where it refuses.
struct ServiceLiterals {
    let sources: SourceTree

    var chapters: [Chapter] {
        [
            Chapter(
                "Requests",
                "Problem documents of the native interface (`Problem`), beside those of the errors "
                    + "above.", problems),
            Chapter(
                "Members of a request",
                "A problem with the code `invalid` lists each member that is wrong in `errors`.",
                members),
            Chapter(
                "Deliveries that fail",
                "Why an attempt to deliver a webhook got no answer (`WebhookFault`).", deliveries),
        ]
    }

    private var files: [SourceTree.File] { sources.files(in: "LicenseService") }

    private var problems: [Refusal] {
        let short = ["malformed", "tooMany"].map {
            AbbreviatedRefusal($0, of: "Problem", in: files)
        }
        let literal = files.flatMap { file in file.text.calls(of: ["Problem"]) }
        let elsewhere = sources.files(in: "LicenseService/HTTP").flatMap { file in
            file.text.calls(of: ["init"])
        }
        return
            ((literal + elsewhere).compactMap(Refusal.init(answering:))
            + short.flatMap { $0.refusals(in: files) }).sortedByCode
    }

    private var members: [Refusal] {
        let calls = files.flatMap { file in
            file.text.calls(of: ["invalid", "FieldFault"])
        }
        return calls.compactMap { call -> Refusal? in
            guard let detail = (call.labeled("detail") ?? call.unlabeled(1))?.template else {
                return nil
            }
            let member = (call.labeled("field") ?? call.unlabeled(0))?.template ?? "‹member›"
            return Refusal(code: "invalid", http: 422, sentence: "\(member): \(detail)")
        }.sortedByCode
    }

    private var deliveries: [Refusal] {
        sources.declaredEnum("WebhookFault").cases.map { item in
            Refusal(code: item.rawValue ?? item.name, sentence: item.summary)
        }
    }
}

/// A static function that makes a refusal of one status and code from a sentence.
struct AbbreviatedRefusal {
    private let name: String
    private let code: String?
    private let status: Int?
    private let nextStep: String?
    /// What the function makes of a sentence.
    private let sentence: String

    init(_ name: String, of type: String, in files: [SourceTree.File]) {
        let call = files.lazy.flatMap { $0.text.bodies(after: "static func \(name)") }
            .flatMap { $0.calls(of: [type]) }.first
        self.name = name
        code = call?.unlabeled(1)?.template
        status = call?.unlabeled(0).flatMap(HTTPResponse.Status.init(named:))?.code
        nextStep = call?.labeled("nextStep")?.template
        sentence = call?.unlabeled(2)?.template ?? "‹sentence›"
    }

    func refusals(in files: [SourceTree.File]) -> [Refusal] {
        files.flatMap { $0.text.calls(of: [name]) }.compactMap { call in
            guard let text = call.unlabeled(0)?.template else { return nil }
            // The function's own sentence has one name in it: the given text.
            let parts = sentence.split(separator: /‹[^›]*›/, omittingEmptySubsequences: false)
            return Refusal(
                code: code, http: status, sentence: parts.joined(separator: text),
                nextStep: nextStep)
        }
    }
}

extension Refusal {
    /// The refusal that a call spells out: status, code, sentence and perhaps a next step.
    init?(answering call: SwiftCall) {
        guard let status = call.unlabeled(0).flatMap(HTTPResponse.Status.init(named:)),
            let code = call.unlabeled(1)?.template, let sentence = call.unlabeled(2)?.template
        else { return nil }
        self.init(
            code: code, http: status.code, sentence: sentence,
            nextStep: call.labeled("nextStep")?.template)
    }
}

extension HTTPResponse.Status {
    /// The status that the source calls by this name, with the dot before it.
    init?(named text: SwiftText) {
        let known: [String: HTTPResponse.Status] = [
            ".badRequest": .badRequest, ".unauthorized": .unauthorized, ".forbidden": .forbidden,
            ".notFound": .notFound, ".gone": .gone, ".methodNotAllowed": .methodNotAllowed,
            ".requestTimeout": .requestTimeout, ".conflict": .conflict,
            ".lengthRequired": .lengthRequired, ".preconditionFailed": .preconditionFailed,
            ".contentTooLarge": .contentTooLarge,
            ".unsupportedMediaType": .unsupportedMediaType,
            ".unprocessableContent": .unprocessableContent, ".tooManyRequests": .tooManyRequests,
            ".requestHeaderFieldsTooLarge": .requestHeaderFieldsTooLarge,
            ".internalServerError": .internalServerError,
            ".serviceUnavailable": .serviceUnavailable,
            ".expectationFailed": .expectationFailed, ".notImplemented": .notImplemented,
        ]
        let name = text.trimmed.text
        guard let status = known[name] else {
            // A status that the table lacks would leave its refusals out without a word.
            precondition(!name.hasPrefix("."), "the catalogue does not know the status \(name)")
            return nil
        }
        self = status
    }
}
