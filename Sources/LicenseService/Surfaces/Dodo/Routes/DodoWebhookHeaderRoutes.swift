import HTTPTypes
import Hummingbird
import JSON
import LicenseRegistry

/// `/webhooks/{id}/headers`: further fields of the requests to a receiver of webhooks.
struct DodoWebhookHeaderRoutes {
    private static let path = "/webhooks/{id}/headers"

    let dodo: DodoContext
    let rules: WebhookRules

    func addRoutes(to table: inout DodoRouteTable) {
        table.add(
            Operation(
                .get, Self.path, "dodoGetWebhookHeaders",
                "Further fields of an endpoint's requests.", scope: .webhooksRead,
                answer: .json(DodoWebhookWire.headersSchema))
        ) { _, context, caller in
            Self.response(try await dodo.webhook(context, caller).terms.headers)
        }
        table.add(
            Operation(
                .patch, Self.path, "dodoChangeWebhookHeaders",
                "Add fields to an endpoint's requests, or change them.", scope: .webhooksWrite,
                request: .json(DodoWebhookWire.headersChangeSchema))
        ) { request, context, caller in
            guard let added = try await dodo.body(of: request).texts("headers") else {
                throw DodoRefusal.body("headers is missing")
            }
            _ = try await dodo.changeWebhook(context, caller) { held in
                (try terms(held.terms, adding: added), held.rest)
            }
            return NoContent.uncached
        }
    }

    private static func response(_ headers: [WebhookHeader]) -> WrittenJSON {
        WrittenJSON { writer in
            writer.member("headers") { writer in
                for header in headers where !isSensitive(header) {
                    writer.member(header.name, header.value)
                }
            }
            writer.member(
                "sensitive", .array(headers.filter(isSensitive).map { .string($0.name) }))
        }
    }

    /// The terms with these fields added to those that there are.
    private func terms(
        _ terms: WebhookTerms, adding headers: [String: String]
    ) throws -> WebhookTerms {
        let added = Set(headers.keys.map { $0.lowercased() })
        var all = headers
        for header in terms.headers where !added.contains(header.name.lowercased()) {
            all[header.name] = header.value
        }
        return try rules.terms(WebhookTermsInput(headers: all), changing: terms)
    }

    /// Whether a value may be a secret, and is not shown again.
    private static func isSensitive(_ header: WebhookHeader) -> Bool {
        let name = header.name.lowercased()
        return ["auth", "key", "secret", "token", "pass", "sign"].contains { name.contains($0) }
    }
}
