public import COSE
public import LicenseVerifier
import SQLDatabase

/// Licenses as they are found and read; `Issuance` changes them.
public struct Licenses: Sendable {
    /// By how many of its former tokens a machine may prove that it has a license.
    private static let maxFormerTokens = 16

    private let transactions: Transactions
    private let counts: FilterCounts

    init(_ transactions: Transactions, _ counts: FilterCounts) {
        self.transactions = transactions
        self.counts = counts
    }

    /// A license by its id.
    public func find(_ id: LicenseID) throws(RegistryError) -> LicenseRecord? {
        try transactions.read { (reading) throws(RegistryError) in
            try LicenseQueries(reading).license(id)
        }
    }

    /// The id that a license has here, by that or by the one that a shop has for it; nil where there is
    /// no such license.
    public func known(as id: LicenseID) throws(RegistryError) -> LicenseID? {
        try transactions.read { (reading) throws(RegistryError) in
            if try LicenseQueries(reading).license(id) != nil { return id }
            return try LicenseAliases(reading).known(id)
        }
    }

    /// A license by its id, or else the one whose id comes next: for callers who must not learn from
    /// the time whether there is such a license.
    public func nearest(to id: LicenseID) throws(RegistryError) -> LicenseRecord? {
        try transactions.read { (reading) throws(RegistryError) in
            try LicenseQueries(reading).nearest(to: id)
        }
    }

    /// The license that people know by a text: its signed key, or an imported or a short one, as it
    /// stands or as somebody types it; nil where there is none.
    ///
    /// - Parameter organization: whose the license must be; nil for anybody's.
    public func find(
        named text: String, of organization: OrganizationID? = nil
    ) throws(RegistryError) -> LicenseRecord? {
        try transactions.read { (reading) throws(RegistryError) in
            let queries = KeyQueries(reading)
            for key in KeyReference.all(ofUnverified: text) {
                guard let id = try queries.license(named: key, of: organization),
                    let record = try LicenseQueries(reading).license(id)
                else { continue }
                return record
            }
            return nil
        }
    }

    /// The tokens that a license has replaced and that still name it, the newest first, as they were
    /// signed.
    func formerTokens(of id: LicenseID) throws(RegistryError) -> [[UInt8]] {
        try transactions.read { (reading) throws(RegistryError) in
            try reading.values(
                [UInt8].self,
                """
                SELECT octets FROM former_token
                WHERE license_id = $1 AND is_known = 1 AND octets IS NOT NULL
                ORDER BY replaced_at DESC, digest LIMIT \(Self.maxFormerTokens)
                """, [.id(id)])
        }
    }

    /// Licenses, the newest first; where the filter names an end, those that end first.
    ///
    /// - Parameter last: begin after this one, the last of the page before.
    public func all(
        matching filter: LicenseFilter, before last: LicenseID? = nil, limit: Int
    ) throws(RegistryError) -> [LicenseRecord] {
        try transactions.read { (reading) throws(RegistryError) in
            try LicenseQueries(reading).all(matching: filter, before: last, limit: limit)
        }
    }

    /// Hands over licenses one by one, the oldest first, in memory that does not grow.
    ///
    /// Throws what the body throws, and ends with it.
    public func forEach(
        matching filter: LicenseFilter, _ body: (LicenseRecord) throws -> Void
    ) throws {
        var failure: (any Error)?
        try transactions.read { (reading) throws(RegistryError) in
            do {
                try LicenseQueries(reading).forEach(matching: filter, body)
            } catch {
                failure = error
            }
        }
        if let failure { throw failure }
    }

    // MARK: - With all that is counted

    /// A license by its id, with all that is counted of it.
    public func details(
        _ id: LicenseID, now: Timestamp
    ) throws(RegistryError) -> LicenseDetails? {
        try transactions.read { (reading) throws(RegistryError) in
            try LicenseDetailsQueries(reading, at: now).details(id)
        }
    }

    /// The license that a key names, with all that is counted of it; nil for an unknown key.
    ///
    /// - Parameter organization: whose the license must be; nil for anybody's, as long as only one
    ///   organization knows the key.
    public func details(
        named key: KeyReference, of organization: OrganizationID? = nil, now: Timestamp
    ) throws(RegistryError) -> LicenseDetails? {
        try transactions.read { (reading) throws(RegistryError) in
            guard let id = try KeyQueries(reading).license(named: key, of: organization) else {
                return nil
            }
            return try LicenseDetailsQueries(reading, at: now).details(id, of: organization)
        }
    }

    /// Licenses by their ids, with all that is counted of them.
    public func details(
        _ ids: [LicenseID], now: Timestamp
    ) throws(RegistryError) -> [LicenseID: LicenseDetails] {
        try transactions.read { (reading) throws(RegistryError) in
            try LicenseDetailsQueries(reading, at: now).details(ids)
        }
    }

    /// Licenses with all that is counted of them, a page of those that a filter lets through.
    public func details(
        matching filter: LicenseDetailsFilter, order: PageOrder = .oldestFirst, page: PageRange,
        now: Timestamp
    ) throws(RegistryError) -> (licenses: [LicenseDetails], total: Int64) {
        try transactions.read { (reading) throws(RegistryError) in
            let queries = LicenseDetailsQueries(reading, at: now)
            let count = try queries.count(filter, remembering: counts)
            return (try queries.page(page, matching: filter, order: order), count)
        }
    }

    /// The licenses of a page alone, which costs the same however many there are.
    public func details(
        on page: PageRange, matching filter: LicenseDetailsFilter, order: PageOrder, now: Timestamp
    ) throws(RegistryError) -> [LicenseDetails] {
        try transactions.read { (reading) throws(RegistryError) in
            try LicenseDetailsQueries(reading, at: now)
                .page(page, matching: filter, order: order)
        }
    }

    /// Licenses that a search finds, with all that is counted of them.
    ///
    /// - Parameter last: begin after this one, the last of the page before.
    public func search(
        _ search: LicenseSearch, after last: LicenseID? = nil, limit: Int, now: Timestamp
    ) throws(RegistryError) -> [LicenseDetails] {
        let dialect = transactions.database.dialect
        return try transactions.read { (reading) throws(RegistryError) in
            try LicenseSearchQueries(reading, dialect, at: now)
                .page(search, after: last, limit: limit)
        }
    }

    /// Whether a beginning means more customers or devices than one search looks up, so that whoever
    /// looks must write more of it: a part of what was found would pass for all of it.
    public func isTooBroad(
        _ beginning: String, of organization: OrganizationID
    ) throws(RegistryError) -> Bool {
        let dialect = transactions.database.dialect
        return try transactions.read { (reading) throws(RegistryError) in
            try BeginningQueries(reading, dialect).isTooBroad(beginning, of: organization)
        }
    }

    /// Whether an issuing key has signed a license that may be used.
    ///
    /// It looks at all licenses of the organization, so it is for what happens rarely.
    ///
    /// - Parameter window: do not count those that were issued within it; nil for all.
    public func isAnyInUse(
        signedBy key: KeyID, of organization: OrganizationID,
        outside window: (start: Timestamp, end: Timestamp)? = nil, now: Timestamp
    ) throws(RegistryError) -> Bool {
        let dialect = transactions.database.dialect
        return try transactions.read { (reading) throws(RegistryError) in
            try LicenseQueries(reading).hasLicenseInUse(
                signedBy: key, of: organization, outside: window, dialect, at: now)
        }
    }

    /// How many licenses of an organization there are in each state.
    public func counts(
        of organization: OrganizationID
    ) throws(RegistryError) -> [LicenseState: Int64] {
        try transactions.read { (reading) throws(RegistryError) in
            try LicenseQueries(reading).counts(of: organization)
        }
    }

    /// How many licenses of an organization are granted and have ended, counted up to a number.
    public func countEnded(
        of organization: OrganizationID, upTo limit: Int64, now: Timestamp
    ) throws(RegistryError) -> Int64 {
        try transactions.read { (reading) throws(RegistryError) in
            try LicenseQueries(reading).countEnded(of: organization, upTo: limit, at: now)
        }
    }

    /// How many licenses of an organization each benefit has; one without any is absent.
    public func countsByBenefit(
        of organization: OrganizationID
    ) throws(RegistryError) -> [BenefitID: Int64] {
        try transactions.read { (reading) throws(RegistryError) in
            try LicenseQueries(reading).countsByBenefit(of: organization)
        }
    }

    // MARK: - Texts

    /// Remembers that the vendor was shown licenses with their signed keys besides the texts that
    /// people see.
    public func noteShown(_ licenses: LicenseDetails..., now: Timestamp) throws(RegistryError) {
        try noteShown(licenses, now: now)
    }

    /// The same of many.
    public func noteShown(_ licenses: [LicenseDetails], now: Timestamp) throws(RegistryError) {
        let hidden = licenses.filter(\.hidesToken).map(\.claims.license)
        if !hidden.isEmpty { try showTokens(of: hidden, now: now) }
    }

    /// Remembers that the vendor was shown the signed keys of licenses, whose positions in the status
    /// lists no other token may take over.
    ///
    /// - Parameter licenses: nil for all.
    public func showTokens(of licenses: [LicenseID]?, now: Timestamp) throws(RegistryError) {
        try transactions.changeConcurrently(at: now) { (change) throws(RegistryError) in
            try KeyTextChanges(change).showTokens(of: licenses)
        }
    }

    /// Shows the signed key from now on, because its holder has it; the text before still works.
    public func exchangeText(of license: LicenseID, now: Timestamp) throws(RegistryError) {
        try transactions.change(at: now) { (change) throws(RegistryError) in
            try KeyTextChanges(change).exchange(of: license)
        }
    }
}
