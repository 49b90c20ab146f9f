import CBOR
import LicenseVerifier

extension LicensePrefix {
    /// The prefix that an organization's name suggests: its first word in capital letters.
    init?(naming organization: String) {
        let word = organization.uppercased().utf8.drop { !$0.isUpperLetter }
            .prefix { $0.isUpperLetter || $0.isDigit }
        self.init(String(decoding: word.prefix(LicensePrefix.maxCount), as: UTF8.self))
    }
}
