import JSON
import LicenseRegistry
import LicenseVerifier

/// A receiver of webhooks as Dodo's interface shows it.
struct DodoWebhookWire {
    let endpoint: WebhookEndpoint

    func write(_ writer: inout JSONWriter) {
        let terms = endpoint.terms
        writer.member("id", endpoint.id.dodoText)
        writer.member("url", terms.url)
        writer.member("description", terms.description)
        writer.member("metadata") { writer in
            for (name, value) in WebhookMetadata.values(in: terms.metadata).sorted(by: <) {
                writer.member(name, value)
            }
        }
        writer.member("disabled", endpoint.pause != nil)
        writer.member(
            "filter_types",
            terms.filterTypes.isEmpty ? .null : .array(terms.filterTypes.map { .string($0) }))
        // Messages are spaced by the delivery's own rules.
        writer.member("rate_limit", Int32?.none)
        writer.member("created_at", endpoint.created.dodoText)
        writer.member("updated_at", endpoint.changedAt.dodoText)
    }

    /// A page of endpoints.
    static func response(_ page: ArraySlice<WebhookEndpoint>, isLast: Bool) -> WrittenJSON {
        WrittenJSON { writer in
            writer.name("data")
            writer.array { writer in
                for endpoint in page {
                    writer.object { DodoWebhookWire(endpoint: endpoint).write(&$0) }
                }
            }
            writer.member("iterator", isLast ? nil : page.last?.id.dodoText)
            writer.member("prev_iterator", String?.none)
            writer.member("done", isLast)
        }
    }

    static let schema = Schema(
        "DodoWebhook",
        .shape(
            [
                "id": .text, "url": .text, "description": .text, "metadata": .texts,
                "disabled": .optional(.flag), "filter_types": .optional(.array(of: .text)),
                "rate_limit": .optional(.wholeNumber), "created_at": .time, "updated_at": .time,
            ], required: ["id", "url", "description", "metadata", "created_at", "updated_at"]))

    static let pageSchema = Schema(
        "DodoWebhookPage",
        .shape(
            [
                "data": .array(of: ["$ref": "#/components/schemas/DodoWebhook"]),
                "iterator": .optional(.text), "prev_iterator": .optional(.text), "done": .flag,
            ], required: ["data", "done"]))

    private static let members: [String: JSON] = [
        "url": .text, "description": .optional(.text), "disabled": .optional(.flag),
        "filter_types": .optional(.array(of: .text)), "metadata": .optional(.texts),
        "rate_limit": .optional(.wholeNumber),
    ]

    static let newSchema = Schema(
        "DodoNewWebhook",
        .shape(
            members.merging(["headers": .optional(.texts), "idempotency_key": .optional(.text)]) {
                own, _ in own
            }, required: ["url"]))
    static let changeSchema = Schema("DodoWebhookChange", .shape(members))
    static let secretSchema = Schema(
        "DodoWebhookSecret", .shape(["secret": .secret], required: ["secret"]))
    static let headersSchema = Schema(
        "DodoWebhookHeaders",
        .shape(
            ["headers": .texts, "sensitive": .array(of: .text)], required: ["headers", "sensitive"])
    )
    static let headersChangeSchema = Schema(
        "DodoWebhookHeadersChange", .shape(["headers": .texts], required: ["headers"]))
}
