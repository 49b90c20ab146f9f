import LicenseRegistry
import LicenseVerifier
import NIOCore

/// The bytes of a message, in the shape that its endpoint asks for.
enum WebhookBody {
    /// Renders an event once; what comes of it is stored and sent as it is, at every attempt.
    ///
    /// Nil where the endpoint's shape has no message for such an event.
    static func bytes(
        of event: LicenseEvent, organization: OrganizationID, for terms: WebhookTerms,
        in registry: Registry, now: Timestamp
    ) throws -> [UInt8]? {
        if terms.format == .polar, event.type != .test {
            guard PolarOutboundEvent.name(of: event.type).map(terms.takes) ?? false else {
                return nil
            }
            return try PolarOutboundEvent.body(of: event, in: registry, now: now)
        }
        guard terms.takes(event.type.rawValue) || event.type == .test else { return nil }
        switch terms.format {
        // Somebody who tries an endpoint out gets the same in each shape.
        case .standard, .polar:
            return Array(
                try JSONText.bytes(
                    of: StandardMessage.json(
                        event, organization, isMasked: terms.isMaskingKeys)
                ).readableBytesView)
        }
    }
}

/// Dodo's envelope around the whole license.
private enum StandardMessage {
    static func json(
        _ event: LicenseEvent, _ organization: OrganizationID, isMasked: Bool
    ) -> JSONValue {
        let snapshot = event.snapshot
        var data: [String: JSONValue] =
            snapshot.license.map { members(of: $0, at: event.occurredAt, isMasked) }
            ?? ["payload_type": "Test"]
        if let license = snapshot.license, let activation = snapshot.activation {
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
            data["usage"] = [
                "counter": .string(usage.counter), "used": .number(Int(clamping: usage.used)),
                "limit": .number(Int(clamping: usage.limit)),
                "period_start": time(usage.periodStart), "period_end": time(usage.periodEnd),
            ]
        }
        return [
            "type": .string(event.type.rawValue),
            "timestamp": .string(event.occurredAt.dodoText),
            "business_id": .string(organization.dodoText), "data": .object(data),
        ]
    }

    private static func members(
        of license: LicenseSnapshot, at moment: Timestamp, _ isMasked: Bool
    ) -> [String: JSONValue] {
        [
            "payload_type": "LicenseKey", "id": .string(license.id.dodoText),
            "business_id": .string(license.organization.dodoText),
            "brand_id": .string(license.organization.dodoBrand),
            "created_at": .string(license.issuedAt.dodoText),
            "customer_id": license.customer.map { .string($0.dodoText) } ?? .null,
            "instances_count": .number(Int(clamping: license.seatsTaken)),
            "key": .string(isMasked ? LicenseKey.masked(license.key) : license.key),
            "product_id": .string(license.benefit.dodoText),
            "source": .string(license.origin.dodoText),
            "status": .string(status(of: license, at: moment)),
            "activations_limit": seats(license.activationLimit),
            "expires_at": time(license.expiresAt),
            "payment_id": license.sale?.dodoPayment.map { .string($0) } ?? .null,
            "subscription_id": license.sale?.dodoSubscription.map { .string($0) } ?? .null,
        ]
    }

    private static func instance(
        _ activation: EventSnapshot.ActivationSnapshot, of license: LicenseSnapshot
    ) -> JSONValue {
        [
            "id": .string(activation.id.dodoText),
            "business_id": .string(license.organization.dodoText),
            "license_key_id": .string(license.id.dodoText), "name": .string(activation.label),
            "created_at": .string(activation.activatedAt.dodoText),
        ]
    }

    private static func status(of license: LicenseSnapshot, at moment: Timestamp) -> String {
        switch license.state {
        case .disabled, .revoked: "disabled"
        case .granted: license.expiresAt.map { $0 <= moment } ?? false ? "expired" : "active"
        }
    }

    private static func seats(_ limit: ActivationLimit) -> JSONValue {
        switch limit {
        case .notUsed, .unlimited: .null
        case .seats(let seats): .number(Int(clamping: seats))
        }
    }

    private static func time(_ moment: Timestamp?) -> JSONValue {
        moment.map { .string($0.dodoText) } ?? .null
    }

    /// The members as the shape above names them.
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
