import LicenseRegistry
import LicenseVerifier

/// Writes events in the form of one format of messages.
///
/// What it writes is stored once and sent as it is, at every attempt.
struct WebhookRenderer: Sendable {
    /// An event that an endpoint may be told of.
    struct Event: Sendable {
        let event: LicenseEvent
        let organization: OrganizationID
        /// Whether license keys are shown in part only.
        let masksKeys: Bool
    }

    /// The names that the format has for types of events; endpoints ask for events by these.
    let names: [String]
    /// The name of a type of event; nil for one that the format does not announce.
    let name: @Sendable (EventType) -> String?
    /// The message about an event; nil where the format has none.
    let body: @Sendable (Event, Registry, Timestamp) throws -> [UInt8]?
}

/// The renderers of all formats.
struct WebhookRenderers: Sendable {
    /// Writes the messages that try an endpoint out, which are the same in every format.
    let tests: WebhookRenderer
    private let renderer: @Sendable (WebhookFormat) -> WebhookRenderer

    init(
        tests: WebhookRenderer,
        _ renderer: @escaping @Sendable (WebhookFormat) -> WebhookRenderer
    ) {
        self.tests = tests
        self.renderer = renderer
    }

    /// All names of types that an endpoint can ask for.
    var names: [String] { WebhookFormat.allCases.flatMap { renderer($0).names } }

    /// The message about an event; nil where an endpoint of these terms gets none.
    func body(
        of event: LicenseEvent, organization: OrganizationID, for terms: WebhookTerms,
        in registry: Registry, now: Timestamp
    ) throws -> [UInt8]? {
        let renderer = event.type == .test ? tests : self.renderer(terms.format)
        let isWanted = renderer.name(event.type).map(terms.takes) ?? false
        guard isWanted || event.type == .test else { return nil }
        return try renderer.body(
            WebhookRenderer.Event(
                event: event, organization: organization, masksKeys: terms.isMaskingKeys),
            registry, now)
    }
}
