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
}
