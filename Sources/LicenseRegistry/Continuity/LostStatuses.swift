import LicenseVerifier
import SQLDatabase

/// What lists have said of licenses after the state to which the registry went back.
///
/// A list that is newer than all that the registry knows was made from all of it, so where the two
/// differ, the list is right; but for what was changed here since the restore.
struct LostStatuses {
    /// Why a license has its state, as long as nobody says otherwise.
    static let reason = "as a list said before the registry was restored"

    private let change: Change

    init(_ change: Change) {
        self.change = change
    }

    /// What a position belongs to.
    private enum Holder {
        case license(LicenseID)
        /// A token that its license has replaced.
        case formerToken(of: LicenseID, isVoid: Bool)
    }

    /// - Parameters:
    ///   - pardons: whether what is refused here and good in the list is good again.
    ///   - own: what was changed here since.
    func restore(
        _ list: VerifiedStatusList, pardons: Bool, own: OwnStateChanges,
        _ resumption: inout Resumption
    ) throws(RegistryError) {
        let (owner, shard) = (list.claims.organization, list.claims.shard)
        var here: [StatusIndex: LicenseStatus] = [:]
        for exception in try StatusListQueries(change).exceptions(of: owner, shard: shard) {
            here[exception.index] = exception.status
        }
        var listed: [StatusIndex: LicenseStatus] = [:]
        for exception in list.exceptions { listed[exception.index] = exception.status }
        for index in Set(here.keys).union(listed.keys).sorted(by: { $0.value < $1.value }) {
            let status = listed[index] ?? .valid
            let known = here[index] ?? .valid
            guard status != known, pardons || known == .valid || status == .invalid else {
                continue
            }
            switch try holder(of: index, of: owner) {
            case .license(let license):
                // A suspension of today does not outweigh a revocation that was lost.
                let isWorse = known != .valid && status == .invalid
                if !isWorse, try own.isLater(license, than: list.claims) {
                    resumption.kept.append(license)
                    continue
                }
                try restore(status, of: license)
                resumption.restoredStatuses += 1
                if status == .valid { resumption.pardoned.append(license) }
            case .formerToken(let license, let isVoid):
                // A token that is void stays so; what else a list says of it follows from its license.
                guard status == .invalid, !isVoid else { continue }
                try voidToken(at: index, of: owner)
                try StatusLogChanges(change).note(license)
                resumption.restoredStatuses += 1
            case nil:
                try keep(status, at: index, of: owner)
                resumption.lostStatuses += 1
            }
        }
    }

    private func holder(
        of index: StatusIndex, of owner: OrganizationID
    ) throws(RegistryError) -> Holder? {
        let values: [SQLValue] = [.id(owner), .integer(Int64(index.value))]
        let license = try change.value(
            LicenseID.self,
            "SELECT id FROM license WHERE organization_id = $1 AND status_index = $2", values)
        if let license { return .license(license) }
        return try change.row(
            """
            SELECT license_id, is_void FROM former_token
            WHERE organization_id = $1 AND status_index = $2
            """, values
        ) { (row) throws(SQLError) in
            .formerToken(of: try row["license_id"], isVoid: try row.integer("is_void") != 0)
        }
    }

    private func restore(
        _ status: LicenseStatus, of license: LicenseID
    ) throws(RegistryError) {
        if status == .valid {
            try change.run(
                "UPDATE license SET answers = answers + 1, ended_at = NULL WHERE id = $1",
                [.id(license)])
        }
        try LicenseStateChanges(change).set(
            LicenseState(status), of: license, reason: Self.reason)
        try StatusLogChanges(change).note(license)
    }

    private func voidToken(
        at index: StatusIndex, of owner: OrganizationID
    ) throws(RegistryError) {
        try change.run(
            """
            UPDATE former_token SET is_void = 1
            WHERE organization_id = $1 AND status_index = $2
            """, [.id(owner), .integer(Int64(index.value))])
    }

    private func keep(
        _ status: LicenseStatus, at index: StatusIndex, of owner: OrganizationID
    ) throws(RegistryError) {
        let values: [SQLValue] = [.id(owner), .integer(Int64(index.value))]
        if status == .valid {
            try change.run(
                "DELETE FROM lost_status WHERE organization_id = $1 AND status_index = $2", values)
        } else {
            try change.run(
                """
                INSERT INTO lost_status (organization_id, status_index, state)
                VALUES ($1, $2, $3)
                ON CONFLICT (organization_id, status_index) DO UPDATE SET state = excluded.state
                """, values + [.integer(LicenseState(status).rawValue)])
        }
        try StatusLogChanges(change).note(
            position: Int64(index.position), shard: index.shard, of: owner)
    }

    /// Takes what lists have said of a position whose license is found again; nil for nothing.
    func take(_ index: StatusIndex, of owner: OrganizationID) throws(RegistryError) -> LicenseState?
    {
        let values: [SQLValue] = [.id(owner), .integer(Int64(index.value))]
        let state = try change.value(
            LicenseState.self,
            "SELECT state FROM lost_status WHERE organization_id = $1 AND status_index = $2", values
        )
        guard let state else { return nil }
        try change.run(
            "DELETE FROM lost_status WHERE organization_id = $1 AND status_index = $2", values)
        return state
    }
}

extension LicenseState {
    /// The state of a license of which a list says this; what no registry says is revoked.
    init(_ status: LicenseStatus) {
        switch status {
        case .valid: self = .granted
        case .suspended: self = .disabled
        case .invalid, .applicationSpecific: self = .revoked
        }
    }
}
