/// What a list or a staple says of one license, and how long that holds.
struct StatusStatement {
    let status: LicenseStatus
    let issuedAt: Timestamp
    /// From when on a newer word should be here.
    let dueAt: Timestamp
    let expiresAt: Timestamp
    /// Whether another list of the same number says something else.
    var isDisputed = false
}

extension VerifiedLicense {
    /// The word about this license; nil where there is none, and where it is older than the license
    /// and so says nothing about it.
    func statusStatement(_ fact: StatusFact) -> StatusStatement? {
        var word: StatusStatement?
        switch fact {
        case .nothing: word = nil
        case .list(let list): word = self.word(of: list)
        case .entry(let entry):
            word =
                entry.claims.organization == claims.organization
                    && entry.index == claims.statusIndex
                ? StatusStatement(entry.status, entry.claims) : nil
        case .disputed(let list):
            word = self.word(of: list)
            word?.isDisputed = true
        case .remembered(.valid, _, isDisputed: false): word = nil
        case .remembered(let status, let asOf, let isDisputed):
            word = StatusStatement(
                status: status, issuedAt: asOf, dueAt: .max, expiresAt: .max,
                isDisputed: isDisputed)
        case .staple(let staple):
            word =
                staple.claims.digest == digest
                ? StatusStatement(
                    status: staple.claims.status, issuedAt: staple.claims.issuedAt,
                    dueAt: staple.claims.expiresAt, expiresAt: staple.claims.expiresAt) : nil
        }
        return word.flatMap { $0.issuedAt >= claims.issuedAt ? $0 : nil }
    }

    private func word(of list: VerifiedStatusList) -> StatusStatement? {
        // A list that the license is not in has no word for it.
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
