import LicenseIssuer
import LicenseVerifier
import SQLDatabase

// What the folders that have no door yet call.
extension Registry {
    static let selection = LicenseRecord.selection

    static func license(
        _ id: LicenseID, _ reader: any Reading
    ) throws(RegistryError) -> LicenseRecord? { try LicenseQueries(reader).license(id) }

    static func licenseDetails(
        _ id: LicenseID, of organization: OrganizationID?, _ now: Timestamp,
        _ reader: any Reading
    ) throws(RegistryError) -> LicenseDetails? {
        try LicenseDetailsQueries(reader, at: now).details(id, of: organization)
    }

    static func lockedLicenses(
        _ ids: [LicenseID], _ now: Timestamp, _ writer: Change, _ dialect: SQLDialect
    ) throws(RegistryError) -> [LicenseID: LicenseDetails] {
        try LicenseLocks(writer, dialect).take(ids)
    }

    static func licenses(
        ofTexts texts: [(key: KeyReference, organization: OrganizationID?)],
        _ reader: any Reading
    ) throws(RegistryError) -> [LicenseID?] { try KeyQueries(reader).licenses(ofTexts: texts) }

    static func license(
        named key: KeyReference, _ organization: OrganizationID?, _ reader: any Reading
    ) throws(RegistryError) -> LicenseID? {
        try KeyQueries(reader).license(named: key, of: organization)
    }

    static func isGood(
        _ token: [UInt8], of license: LicenseRecord, _ reader: any Reading
    ) throws(RegistryError) -> Bool { try KeyQueries(reader).isGood(token, of: license) }

    static func exchangeText(
        of license: LicenseID, by actor: String, now: Timestamp, _ writer: Change
    ) throws(RegistryError) { try KeyTextChanges(writer).exchange(of: license) }

    static func isTaken(
        _ text: String, _ organization: OrganizationID, _ reader: any Reading
    ) throws(RegistryError) -> Bool { try KeyQueries(reader).isTaken(text, in: organization) }

    static func addText(
        _ text: String, to license: LicenseID, _ organization: OrganizationID,
        _ writer: Change
    ) throws(RegistryError) { try KeyTextChanges(writer).add(text, to: license, of: organization) }

    static func record(
        _ license: LicenseRecord, with extras: LicenseExtras, actor: String, now: Timestamp,
        _ writer: Change
    ) throws(RegistryError) { try IssuanceChanges(writer).record(license, with: extras) }

    static func setState(
        of license: LicenseID, to state: LicenseState, reason: String, actor: String,
        now: Timestamp, _ writer: Change
    ) throws(RegistryError) {
        try LicenseStateChanges(writer).set(state, of: license, reason: reason)
    }

    static func drawIndex(
        _ organization: OrganizationID, _ writer: Change
    ) throws(RegistryError) -> StatusIndex { try StatusIndexChanges(writer).draw(of: organization) }

    static func earlierEnd(
        of license: LicenseID, _ writer: Change
    ) throws(RegistryError) -> Timestamp? {
        try UsageAndEndChanges(writer).earlierEnd(of: license)
    }

    static func setEnd(
        of license: LicenseID, to end: Timestamp?, actor: String, now: Timestamp,
        _ writer: Change
    ) throws(RegistryError) { try UsageAndEndChanges(writer).setEnd(of: license, to: end) }

    static func replaceToken(
        _ former: LicenseRecord, by minted: MintedLicense, former fate: FormerToken,
        end: FormerEnd = .isForgotten, text: String? = nil, actor: String, now: Timestamp,
        _ writer: Change
    ) throws(RegistryError) {
        try RenewalChanges(writer).replace(former, by: minted, former: fate, end: end, text: text)
    }
}
