import LicenseVerifier

extension Sale {
    private static let importPrefix = "import/"
    private static let supersededPrefix = "superseded/"

    /// What stands for the sale of an imported license until the shop names it; nil never.
    static func imported(_ license: LicenseID) -> Sale? {
        Sale(.manual, importPrefix + "\(license)")
    }

    /// What stands for the sale of a license in whose place another one is that was imported; nil
    /// never.
    static func superseded(_ license: LicenseID) -> Sale? {
        Sale(.manual, supersededPrefix + "\(license)")
    }

    /// Whether it stands for a sale that nobody has named.
    public var isImport: Bool { kind == .manual && id.hasPrefix(Self.importPrefix) }

    /// Whether it stands for no sale any more, because an imported license has taken the place.
    public var isSuperseded: Bool { kind == .manual && id.hasPrefix(Self.supersededPrefix) }
}
