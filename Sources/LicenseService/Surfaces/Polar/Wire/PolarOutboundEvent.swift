import JSON
import LicenseRegistry
import LicenseVerifier

/// What Polar's receivers are told of licenses: that a grant was made, changed or revoked.
///
/// Polar sends nothing for keys themselves, and neither is anything sent here for a license that no
/// sale has granted.
struct PolarOutboundEvent: WebhookRenderer {
    let names = [
        "benefit_grant.created", "benefit_grant.updated", "benefit_grant.revoked",
    ]

    /// The name of Polar's event; nil where Polar has none.
    func name(of event: LicenseEvent) -> String? {
        switch event.type {
        case .created: names[0]
        // Granted again is created again, by the same grant; a license that was only disabled was
        // granted throughout.
        case .enabled, .disabled: event.snapshot.grant?.changesGrant == true ? names[0] : nil
        case .updated: names[1]
        case .revoked: names[2]
        case .activated, .deactivated, .expired, .usageLimitReached, .test: nil
        }
    }

    /// The message; nil where there is none for such an event.
    func body(of announced: AnnouncedEvent) -> [UInt8]? {
        let event = announced.event
        guard let name = name(of: event), let license = event.snapshot.license,
            let granted = event.snapshot.grant
        else { return nil }
        var writer = JSONWriter()
        writer.object { writer in
            writer.member("type", name)
            writer.member("timestamp", event.occurredAt)
            writer.member("api_version", PolarVersion.current.rawValue)
            writer.member("data") { writer in
                PolarGrantWire.write(PolarGrant(granted, of: license), .current, to: &writer)
                writer.member("previous_properties", JSON.null)
            }
        }
        return writer.bytes
    }
}

extension PolarGrant {
    /// A grant as it was when something happened to its license.
    fileprivate init(_ snapshot: GrantSnapshot, of license: LicenseSnapshot) {
        self.init(
            grant: snapshot.grant, customer: snapshot.customer, key: license.key,
            listing: snapshot.benefit)
    }
}
