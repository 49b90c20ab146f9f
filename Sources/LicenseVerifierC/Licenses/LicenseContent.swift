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
            count: Place.entitlements + license.claims.entitlements.count
                + 2 * license.claims.conditions.count)
    }

    /// Where the borrowed texts stand: first those that every license has.
    enum Place {
        static let bytes = 0
        static let texts = 4
        static let entitlements = 13
    }

    /// Where the name of a condition stands; its text is next.
    func place(ofCondition index: Int) -> Int {
        Place.entitlements + license.claims.entitlements.count + 2 * index
    }
}
