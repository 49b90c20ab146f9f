import LicenseVerifier
import SQLDatabase

/// Licenses that one transaction has to itself until its end.
struct LicenseLocks {
    private let change: Change
    private let dialect: SQLDialect

    init(_ change: Change, _ dialect: SQLDialect) {
        self.change = change
        self.dialect = dialect
    }

    /// Takes the rows of licenses for the rest of the transaction, and reads them, in one query.
    ///
    /// Always in one order, so that no two transactions wait for each other.
    func take(_ ids: [LicenseID]) throws(RegistryError) -> [LicenseID: LicenseDetails] {
        guard !ids.isEmpty else { return [:] }
        let list = SQLList(ids.map { .id($0) }, after: 1)
        let licenses = try change.rows(
            LicenseDetails.self,
            """
            \(LicenseDetails.selection) WHERE license.id IN (\(list.parameters))
            ORDER BY license.id \(dialect.rowLock)
            """, [.time(change.now)] + list.values)
        var byID: [LicenseID: LicenseDetails] = [:]
        for license in licenses { byID[license.claims.license] = license }
        return byID
    }
}

extension SQLDialect {
    /// Ends a query that takes the licenses that it reads; a transaction of SQLite has them all.
    fileprivate var rowLock: String {
        switch self {
        case .sqlite: ""
        case .postgreSQL: "FOR NO KEY UPDATE OF license"
        }
    }
}
