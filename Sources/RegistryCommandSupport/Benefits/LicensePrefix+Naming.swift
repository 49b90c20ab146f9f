package import LicenseVerifier

extension LicensePrefix {
    /// The prefix that an organization's name suggests: its first word in capital letters.
    package init?(naming organization: String) {
        let letters: ClosedRange<Unicode.Scalar> = "A"..."Z"
        let digits: ClosedRange<Unicode.Scalar> = "0"..."9"
        let word = organization.uppercased().unicodeScalars.drop { !letters.contains($0) }
            .prefix { letters.contains($0) || digits.contains($0) }
        self.init(String(String.UnicodeScalarView(word.prefix(LicensePrefix.maxCount))))
    }
}
