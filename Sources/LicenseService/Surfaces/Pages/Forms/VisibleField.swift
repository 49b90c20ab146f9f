import LicenseVerifier

extension FieldFault {
    /// What is wrong with a text that people read in a line; nil for nothing.
    ///
    /// - Parameter lines: whether it may have several lines.
    static func ofText(
        _ text: String?, _ field: String, upTo limit: Int, lines: Bool = false
    ) -> FieldFault? {
        guard let text else { return nil }
        if text.utf8.count > limit {
            return FieldFault(field: field, detail: "Use at most \(limit.grouped) bytes.")
        }
        let parts = lines ? text.split(whereSeparator: \.isNewline).map(String.init) : [text]
        for part in parts {
            do throws(TextFault) {
                try VisibleText.check(lines ? part.replacing("\t", with: " ") : part, field)
            } catch {
                return FieldFault(
                    field: field, detail: "This \(error.detail): \(error.nextStep)".asSentence)
            }
        }
        return nil
    }
}
