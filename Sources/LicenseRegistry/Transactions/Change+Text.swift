import LicenseVerifier

extension Change {
    /// Throws `text` where a new text for people has a character that nobody sees.
    ///
    /// - Parameter known: what is kept already, which may be older than the rule.
    func check(_ text: String?, _ field: String, unless known: String? = nil) throws(RegistryError)
    {
        guard let text, text != known else { return }
        do throws(TextFault) {
            try VisibleText.check(text, field)
        } catch {
            throw .text(error)
        }
    }
}
