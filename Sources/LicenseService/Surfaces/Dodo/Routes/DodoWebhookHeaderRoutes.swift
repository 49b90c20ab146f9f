import HTTPTypes
import Hummingbird
import JSON
import LicenseRegistry

/// `/webhooks/{id}/headers`: further fields of the requests to a receiver of webhooks.
struct DodoWebhookHeaderRoutes {
    private static let place = "/webhooks/{id}/headers"

    let desk: DodoContext
    let rules: WebhookRules

    func addRoutes(to table: inout RouteTable) {
        table.add(
            DodoContext.operation(
                .get, Self.place, "dodoGetWebhookHeaders",
                "Further fields of an endpoint's requests.", scope: .webhooksRead,
                answer: .json(DodoWebhookWire.headersSchema))
        ) { _, context, caller in
            Self.response(try await desk.webhook(context, caller).terms.headers)
        }
        table.add(
            DodoContext.operation(
                .patch, Self.place, "dodoChangeWebhookHeaders",
                "Add fields to an endpoint's requests, or change them.", scope: .webhooksWrite,
                request: DodoWebhookWire.headersChangeSchema)
        ) { request, context, caller in
            guard let added = try await desk.body(of: request).texts("headers") else {
                throw DodoError.body("headers is missing")
            }
            _ = try await desk.changeWebhook(context, caller) { held in
                (try terms(held.terms, adding: added), held.rest)
            }
            return Response(status: .ok, headers: [.cacheControl: "no-store"])
        }
    }

    private static func response(_ headers: [WebhookHeader]) -> Response {
        DodoContext.response { writer in
            writer.member("headers") { writer in
                for header in headers where !isSensitive(header) {
                    writer.member(header.name, header.value)
                }
            }
            writer.member(
                "sensitive", .array(headers.filter(isSensitive).map { .string($0.name) }))
        }
    }

    /// The terms with the fields that are named, and those that it has beside them.
    private func terms(
        _ terms: WebhookTerms, adding headers: [String: String]
    ) throws -> WebhookTerms {
        let added = Set(headers.keys.map { $0.lowercased() })
        var all = headers
        for header in terms.headers where !added.contains(header.name.lowercased()) {
            all[header.name] = header.value
        }
        return try rules.terms(WebhookTermsWire(headers: all), changing: terms)
    }

    /// Whether a value may be a secret, and is not shown again.
    private static func isSensitive(_ header: WebhookHeader) -> Bool {
        let name = header.name.lowercased()
        return ["auth", "key", "secret", "token", "pass", "sign"].contains { name.contains($0) }
    }
}
