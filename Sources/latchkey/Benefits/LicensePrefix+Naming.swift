import LicenseVerifier

extension LicensePrefix {
    /// The prefix that an organization's name suggests: its first word in capital letters.
    init?(naming organization: String) {
        let word = organization.uppercased().utf8.drop { !Self.isLetter($0) }
            .prefix { Self.isLetter($0) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        self.init(String(decoding: word.prefix(LicensePrefix.maxCount), as: UTF8.self))
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
    }
}
