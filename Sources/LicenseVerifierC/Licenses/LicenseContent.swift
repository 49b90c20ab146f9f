package import LicenseVerifier

/// What is behind a `latchkey_license`.
package final class LicenseContent: HandleContent {
    package static let kind = HandleKind.license

    /// The license, whose signature was checked.
    package let license: VerifiedLicense

    let texts: BorrowedTexts

    /// A license to be asked by a C program.
    package init(_ license: VerifiedLicense) {
        self.license = license
        texts = BorrowedTexts(
            count: Position.entitlements + license.claims.entitlements.count
                + 2 * license.claims.conditions.count)
    }

    /// The positions of the borrowed texts: first those that every license has.
    enum Position {
        static let bytes = 0
        static let texts = 4
        static let entitlements = 13
    }

    /// The position of a condition's name; its text is next.
    func position(ofCondition index: Int) -> Int {
        Position.entitlements + license.claims.entitlements.count + 2 * index
    }
}
