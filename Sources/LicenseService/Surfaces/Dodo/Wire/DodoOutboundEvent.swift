import JSON
import LicenseRegistry
import LicenseVerifier

/// What receivers of webhooks are told of licenses, in Dodo's envelope; also the service's own format.
struct DodoOutboundEvent: WebhookRenderer {
    private static let types = EventType.allCases.filter { $0 != .test }.map(\.rawValue)

    let names = Self.types

    /// A message about a license, as the OpenAPI document shows it.
    static let schema = Schema(
        "LicenseKeyEvent",
        .shape(
            [
                "type": .oneOf(types),
                "timestamp": .time, "business_id": .text, "data": dataSchema,
            ], required: ["type", "timestamp", "business_id", "data"]))

    /// A license key as the API has it, and more.
    private static let dataSchema: JSON = .members([
        "allOf": .array([
            DodoLicenseKeyWire.schema.definition,
            .shape(
                [
                    "payload_type": .text, "ids": NativeIDs.schema, "instance": instanceSchema,
                    "changed": .array(of: .text), "revocation": object, "usage": object,
                ], required: ["payload_type", "ids"]),
        ])
    ])

    private static let instanceSchema: JSON = .shape([
        "id": .text, "license_key_id": .text, "name": .text, "business_id": .text,
        "created_at": .time,
        "ids": .shape(["activation_id": .uuid, "license_key_id": .uuid]),
    ])

    private static let object: JSON = ["type": "object"]

    func name(of event: LicenseEvent) -> String? { event.type.rawValue }

    func body(of announced: AnnouncedEvent) -> [UInt8]? {
        Self.json(of: announced).encoded
    }

    private static func json(of announced: AnnouncedEvent) -> JSON {
        let event = announced.event
        return .members([
            "type": .string(event.type.rawValue),
            "timestamp": .string(event.occurredAt.dodoText),
            "business_id": .string(announced.organization.dodoText),
            "data": .members(data(of: event, masksKeys: announced.masksKeys)),
        ])
    }

    private static func data(of event: LicenseEvent, masksKeys: Bool) -> [String: JSON] {
        let snapshot = event.snapshot
        guard let license = snapshot.license else { return ["payload_type": "Test"] }
        let shown = DodoLicenseKeyWire(license, at: event.occurredAt, isMasked: masksKeys)
        var data = Dictionary(
            shown.members.map { ($0.name, $0.value) }
        ) { _, last in last }
        data["payload_type"] = "LicenseKey"
        data["ids"] = NativeIDs(of: license, in: snapshot).json
        if let activation = snapshot.activation {
            data["instance"] = instance(activation, of: license)
        }
        if event.type == .updated {
            data["changed"] = .array(snapshot.changed.map { .string(name(of: $0)) })
        }
        if let reason = snapshot.revocationReason {
            data["revocation"] = [
                "reason": reason.isEmpty ? .null : .string(reason),
                "revoked_at": .string(event.occurredAt.dodoText),
            ]
        }
        if let usage = snapshot.usage {
            data["usage"] = .members([
                "counter": .string(usage.counter), "used": .integer(usage.used),
                "limit": .integer(usage.limit), "period_start": time(usage.periodStart),
                "period_end": time(usage.periodEnd),
            ])
        }
        return data
    }

    private static func instance(
        _ activation: EventSnapshot.ActivationSnapshot, of license: LicenseSnapshot
    ) -> JSON {
        .members([
            "id": .string(activation.id.dodoText),
            "business_id": .string(license.organization.dodoText),
            "license_key_id": .string(license.id.dodoText), "name": .string(activation.label),
            "created_at": .string(activation.activated.dodoText),
            "ids": .members([
                "activation_id": .string("\(activation.id)"),
                "license_key_id": .string("\(license.id)"),
            ]),
        ])
    }

    private static func time(_ moment: Timestamp?) -> JSON {
        moment.map { .string($0.dodoText) } ?? .null
    }

    /// The members as the license key's shape names them.
    private static func name(of member: ChangedMember) -> String {
        switch member {
        case .key: "key"
        case .expiresAt: "expires_at"
        case .activationLimit: "activations_limit"
        case .usageLimit: "usage_limit"
        case .benefit: "product_id"
        }
    }
}
