import LicenseRegistry

/// Where customers get help: an address that a browser opens and never runs.
struct SupportLink: Sendable {
    let address: String

    /// Takes an address that begins with `https://` or `mailto:`, of at most 500 bytes.
    init?(_ address: String) {
        guard address.hasPrefix("https://") || address.hasPrefix("mailto:"),
            address.utf8.count <= 500
        else { return nil }
        self.address = address
    }

    /// Whether a text that somebody types is such an address, and not only begins like one.
    static func isAddress(_ text: String) -> Bool {
        guard SupportLink(text) != nil else { return false }
        let rest = text.dropFirst("mailto:".count)
        return text.hasPrefix("mailto:")
            ? MailAddress(name: "", address: String(rest.prefix { $0 != "?" })) != nil
            : WebhookURL(text)?.isEncrypted ?? false
    }
}
