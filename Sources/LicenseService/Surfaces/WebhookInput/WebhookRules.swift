import HTTPTypes
import LicenseRegistry
import LicenseVerifier

/// What an endpoint may be, checked on every surface where owners say it.
struct WebhookRules: Sendable {
    let allowsLoopback: Bool
    /// The types that an endpoint can ask for.
    let eventNames: [String]

    static let maxEndpoints = 50

    /// Refuses one more endpoint than an organization may have.
    static func checkCount(of organization: OrganizationID, _ webhooks: Webhooks) throws {
        guard try webhooks.endpoints(of: organization).count < maxEndpoints
        else {
            throw Problem(
                .conflict, "webhook.too-many",
                "there are \(maxEndpoints) endpoints already",
                nextStep: "remove one that you no longer need")
        }
    }
    private static let maxHeaders = 20
    private static let maxMetadata = 50

    /// The terms with what the owner wants changed; throws every fault at once.
    func terms(_ wire: WebhookTermsInput, changing old: WebhookTerms?) throws -> WebhookTerms {
        var terms = old ?? WebhookTerms(url: wire.url ?? "")
        var faults: [FieldFault] = []
        func take<Value>(_ value: Value?, _ field: String, _ rule: (Value) -> String?) -> Value? {
            guard let value else { return nil }
            guard let detail = rule(value) else { return value }
            faults.append(FieldFault(field: field, detail: detail))
            return nil
        }
        if let url = take(wire.url ?? (old == nil ? "" : nil), "url", fault(ofURL:)) {
            terms.url = url
        }
        if let text = take(wire.description, "description", Self.fault(ofText:)) {
            terms.description = text
        }
        if let name = take(wire.format, "format", { WebhookFormat(rawValue: $0).fault }) {
            terms.format = WebhookFormat(rawValue: name) ?? terms.format
        }
        if let name = take(
            wire.keyDerivation, "key_derivation", { KeyDerivation(rawValue: $0).fault })
        {
            terms.keyDerivation = KeyDerivation(rawValue: name) ?? terms.keyDerivation
        }
        if let types = take(wire.filterTypes, "filter_types", fault(ofTypes:)) {
            terms.filterTypes = types
        }
        if let headers = take(wire.headers, "headers", Self.fault(ofHeaders:)) {
            terms.headers = headers.sorted { $0.key < $1.key }.map {
                WebhookHeader(name: $0.key, value: $0.value)
            }
        }
        if let metadata = take(wire.metadata, "metadata", Self.fault(ofMetadata:)) {
            terms.metadata = try WebhookMetadata.text(of: metadata)
        }
        terms.isMaskingKeys = wire.maskKeys ?? terms.isMaskingKeys
        guard faults.isEmpty else { throw Problem.invalid(faults) }
        return terms
    }

    /// A secret of the owner's own; throws when it cannot sign.
    static func check(
        _ secret: String?, _ scheme: WebhookScheme, _ derivation: KeyDerivation
    ) throws {
        guard let secret else { return }
        // Not every database can keep a zero.
        guard WebhookSecret.isUsable(secret, scheme, derivation), !secret.utf8.contains(0) else {
            throw Problem.invalid("secret", "must be 24 to 64 bytes in base64")
        }
    }

    private func fault(ofURL text: String) -> String? {
        guard let url = WebhookURL(text) else { return Self.fault(ofUnreadableURL: text) }
        guard url.isEncrypted || allowsLoopback else { return "is not https" }
        if !allowsLoopback, url.host == "localhost" || url.host.hasSuffix(".localhost") {
            return "is an address of a private network"
        }
        // Addresses can be checked here; names are checked at every attempt.
        if let address = NameResolution.literal(url.host), address.reach != .everywhere,
            !(allowsLoopback && address.reach == .loopback)
        {
            return "is an address of a private network"
        }
        return nil
    }

    /// Why a text cannot be read as an address, as far as that can be told.
    private static func fault(ofUnreadableURL text: String) -> String {
        let start = text.lowercased()
        guard start.hasPrefix("https://") || start.hasPrefix("http://") else {
            return "is not an http or https URL"
        }
        if text.utf8.count > WebhookURL.maxBytes {
            return "must have at most \(WebhookURL.maxBytes) bytes"
        }
        if !text.utf8.allSatisfy({ $0 < 0x80 }) {
            return "has letters beyond ASCII, which are written as xn--… or %…"
        }
        let host = text.drop { $0 != ":" }.dropFirst(3).prefix { $0 != "/" && $0 != "?" }
        return host.contains("@") ? "names a user or a password" : "is not an http or https URL"
    }

    private static func fault(ofText text: String) -> String? {
        text.utf8.count <= 500 && !text.utf8.contains(0) ? nil : "must have at most 500 bytes"
    }

    private func fault(ofTypes types: [String]) -> String? {
        if let unknown = types.first(where: { !eventNames.contains($0) }) {
            return "names an unknown type of event, \(unknown.prefix(64))"
        }
        return types.count <= eventNames.count ? nil : "names an event twice"
    }

    private static func fault(ofMetadata metadata: [String: String]) -> String? {
        let texts = metadata.map(\.key) + metadata.map(\.value)
        return metadata.count <= maxMetadata
            && texts.allSatisfy({ $0.utf8.count <= 500 && !$0.utf8.contains(0) })
            ? nil : "must have at most \(maxMetadata) members of at most 500 bytes"
    }

    private static func fault(ofHeaders headers: [String: String]) -> String? {
        guard headers.count <= maxHeaders else { return "must have at most \(maxHeaders) fields" }
        for (name, value) in headers {
            guard (1...100).contains(name.utf8.count), name.utf8.allSatisfy(isTokenCharacter)
            else { return "has an invalid field name" }
            guard value.utf8.count <= 1000,
                value.utf8.allSatisfy({ $0 == 9 || (0x20...0x7e).contains($0) })
            else { return "has an invalid field value" }
            let name = name.lowercased()
            guard !reserved.contains(name), !name.hasPrefix("webhook-") else {
                return "has a field that this service sets itself"
            }
        }
        let names = headers.keys.map { $0.lowercased() }
        return Set(names).count == names.count ? nil : "has the same field twice"
    }

    /// Fields that frame a request or identify its sender.
    private static let reserved: Set<String> = [
        "host", "content-type", "content-length", "content-encoding", "transfer-encoding",
        "connection", "keep-alive", "upgrade", "te", "trailer", "expect", "proxy-authorization",
        "proxy-connection", "cookie",
    ]

    /// RFC 9110 §5.6.2.
    private static func isTokenCharacter(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x41...0x5a).contains(byte)
            || (0x61...0x7a).contains(byte) || "!#$%&'*+-.^_`|~".utf8.contains(byte)
    }
}

extension Optional {
    fileprivate var fault: String? { self == nil ? "has an invalid value" : nil }
}
