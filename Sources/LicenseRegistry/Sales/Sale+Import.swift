import LicenseVerifier

extension Sale {
    private static let importPrefix = "import/"

    /// What stands for the sale of an imported license until the shop names it; nil never.
    static func imported(_ license: LicenseID) -> Sale? {
        Sale(.manual, importPrefix + "\(license)")
    }

    /// Whether it stands for a sale that nobody has named.
    public var isImport: Bool { kind == .manual && id.hasPrefix(Self.importPrefix) }
}
