import HTTPTypes

/// The answers of the two interfaces that speak as Polar and Dodo Payments do.
struct ShopLiterals {
    let sources: SourceTree

    var chapters: [Chapter] {
        [
            Chapter(
                "Polar's interface",
                "`{\"error\": code, \"detail\": sentence}`, as Polar's clients read it. A request "
                    + "that is malformed has the code `RequestValidationError` and a list, whose "
                    + "elements have the codes in small letters. Any other problem keeps its "
                    + "sentence and has the code of its status.", polar),
            Chapter(
                "Dodo Payments' interface",
                "`{\"code\": code, \"message\": sentence}`, as Dodo's clients read it. Any other "
                    + "problem keeps its sentence and has the code of its status.", dodo),
        ]
    }

    private var polar: [Refusal] {
        let files = sources.files(in: "LicenseService/Surfaces/Polar")
        let codes = files.compactMap { $0.text.body(after: "enum Code") }.first
        let cases = codes.map { DeclaredEnum(declaration: $0, extensions: []).cases } ?? []
        let known = Dictionary(cases.map { (".\($0.name)", $0.rawValue ?? $0.name) }) { $1 }
        let refusals = files.flatMap { $0.text.calls(of: ["PolarRefusal", "init"]) }
            .compactMap { call in Refusal(answering: call) ?? Self.body(call) }
        let problems = files.flatMap { $0.text.calls(of: ["PolarProblem"]) }
            .compactMap { call -> Refusal? in
                guard let code = call.unlabeled(0).flatMap({ known[$0.text] }),
                    let sentence = call.unlabeled(2)?.template
                else { return nil }
                return Refusal(code: code, http: 422, sentence: sentence)
            }
        return (refusals + problems).sortedByCode
    }

    /// A refusal whose body is a case with texts, such as `.plain("Not Found")`.
    private static func body(_ call: SwiftCall) -> Refusal? {
        guard let status = call.unlabeled(0).flatMap(HTTPResponse.Status.init(named:)),
            let body = call.unlabeled(1)?.calls(of: ["plain", "token"]).first
        else { return nil }
        let texts = body.arguments.map { $0.value.template ?? call.binding(of: $0.value) ?? "…" }
        return Refusal(
            code: texts.count > 1 ? texts.first : nil, http: status.code,
            sentence: texts.last ?? "…")
    }

    private var dodo: [Refusal] {
        let files = sources.files(in: "LicenseService/Surfaces/Dodo")
        let literal = files.flatMap { file in file.text.calls(of: ["DodoRefusal"]) }
        return
            (literal.compactMap(Refusal.init(answering:))
            + ["body", "parameters", "missing"].flatMap { name in
                AbbreviatedRefusal(name, of: "DodoRefusal", in: files).refusals(in: files)
            }).sortedByCode
    }
}
