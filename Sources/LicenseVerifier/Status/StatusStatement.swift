/// What a list or a staple says of one license, and how long that is good.
struct StatusStatement {
    let status: LicenseStatus
    let issuedAt: Timestamp
    /// From when on a newer statement should be here.
    let dueAt: Timestamp
    let expiresAt: Timestamp
    /// Whether another list of the same number says something else.
    var isDisputed = false
}

extension VerifiedLicense {
    /// What a device's knowledge says of this license; nil where it says nothing, and where it is
    /// older than the license and so cannot know it.
    func statusStatement(_ fact: StatusFact) -> StatusStatement? {
        var statement: StatusStatement?
        switch fact {
        case .nothing: statement = nil
        case .list(let list): statement = self.statement(of: list)
        case .entry(let entry):
            statement =
                entry.claims.organization == claims.organization
                    && entry.index == claims.statusIndex
                ? StatusStatement(entry.status, entry.claims) : nil
        case .disputed(let list):
            statement = self.statement(of: list)
            statement?.isDisputed = true
        case .remembered(.valid, _, isDisputed: false): statement = nil
        case .remembered(let status, let asOf, let isDisputed):
            statement = StatusStatement(
                status: status, issuedAt: asOf, dueAt: .max, expiresAt: .max,
                isDisputed: isDisputed)
        case .staple(let staple):
            statement =
                staple.claims.digest == digest
                ? StatusStatement(
                    status: staple.claims.status, issuedAt: staple.claims.issuedAt,
                    dueAt: staple.claims.expiresAt, expiresAt: staple.claims.expiresAt) : nil
        }
        return statement.flatMap { $0.issuedAt >= claims.issuedAt ? $0 : nil }
    }

    private func statement(of list: VerifiedStatusList) -> StatusStatement? {
        // A list that the license is not in says nothing of it.
        guard let index = claims.statusIndex, list.claims.organization == claims.organization,
            let status = try? list.status(of: index)
        else { return nil }
        return StatusStatement(status, list.claims)
    }
}

extension StatusStatement {
    /// What a list says of one position.
    fileprivate init(_ status: LicenseStatus, _ list: StatusListClaims) {
        self.init(
            status: status, issuedAt: list.issuedAt, dueAt: list.issuedAt + list.timeToLive,
            expiresAt: list.expiresAt)
    }
}
