import JSON
import LicenseRegistry
import LicenseVerifier

/// What Polar's receivers are told of licenses: that a grant was made, changed or revoked.
///
/// Polar sends nothing for keys themselves, and neither is anything sent here for a license that no
/// sale has granted. The grant is shown as it is when the message is made, which is a moment
/// after the event; from then on the message never changes.
struct PolarOutboundEvent: WebhookRenderer {
    let grants: Grants
    let licenses: Licenses
    let benefits: Benefits

    let names = [
        "benefit_grant.created", "benefit_grant.updated", "benefit_grant.revoked",
    ]

    /// The name of Polar's event; nil where Polar has none.
    func name(of type: EventType) -> String? {
        switch type {
        // Granted again is created again, by the same grant.
        case .created, .enabled: names[0]
        case .updated: names[1]
        case .revoked: names[2]
        case .activated, .deactivated, .disabled, .expired, .usageLimitReached, .test: nil
        }
    }

    /// The message; nil where there is none for such an event.
    func body(of announced: AnnouncedEvent, now: Timestamp) throws(RegistryError) -> [UInt8]? {
        let event = announced.event
        guard let name = name(of: event.type), let license = event.snapshot.license,
            let grant = try grants.find(of: license.id),
            let held = try licenses.details(license.id, now: now),
            let listing = try benefits.listing(grant.benefit)
        else { return nil }
        // A license that was disabled and is enabled was granted throughout.
        if event.type == .enabled, grant.grantedAt < event.occurredAt { return nil }
        var writer = JSONWriter()
        writer.object { writer in
            writer.member("type", name)
            writer.member("timestamp", event.occurredAt)
            writer.member("api_version", PolarVersion.current.rawValue)
            writer.member("data") { writer in
                PolarGrantWire.write(
                    PolarGrant(grant: grant, license: held, listing: listing), .current,
                    to: &writer)
                writer.member("previous_properties", JSON.null)
            }
        }
        return writer.bytes
    }
}
