import LicenseRegistry
import LicenseVerifier

/// Writes events in the form of one format of messages.
///
/// It writes of what was recorded with the event and of nothing else, and what it writes is stored
/// once and sent as it is, at every attempt.
protocol WebhookRenderer: Sendable {
    /// The names that the format has for types of events; endpoints ask for events by these.
    var names: [String] { get }
    /// The name of an event; nil for one that the format does not announce.
    func name(of event: LicenseEvent) -> String?
    /// The message about an event; nil where the format has none.
    func body(of announced: AnnouncedEvent) -> [UInt8]?
}

/// An event that an endpoint may be told of.
struct AnnouncedEvent: Sendable {
    let event: LicenseEvent
    let organization: OrganizationID
    /// Whether license keys are shown in part only.
    let masksKeys: Bool
}

/// The renderers of all formats.
struct WebhookRenderers: Sendable {
    /// Also writes the messages that try an endpoint out, which are the same in every format.
    let standard: any WebhookRenderer
    let polar: any WebhookRenderer

    private subscript(_ format: WebhookFormat) -> any WebhookRenderer {
        switch format {
        case .standard: standard
        case .polar: polar
        }
    }

    /// All names of types that an endpoint can ask for.
    var names: [String] { WebhookFormat.allCases.flatMap { self[$0].names } }

    /// The message about an event; nil where an endpoint of these terms gets none.
    func body(
        of event: LicenseEvent, organization: OrganizationID, for terms: WebhookTerms
    ) -> [UInt8]? {
        let renderer = event.type == .test ? standard : self[terms.format]
        let isWanted = renderer.name(of: event).map(terms.takes) ?? false
        guard isWanted || event.type == .test else { return nil }
        return renderer.body(
            of: AnnouncedEvent(
                event: event, organization: organization, masksKeys: terms.isMaskingKeys))
    }
}
