import Hummingbird
import LicenseIssuer
import LicenseRegistry
import LicenseSync
import LicenseVerifier

/// What is done to one license key; each page says before what will happen.
struct LicenseKeyActRoutes: Sendable {
    func addRoutes(to table: inout AdminRouteTable) {
        for act in StateAct.allCases {
            table.look("/admin/keys/{id}/\(act.rawValue)", .licensesWrite) { visit in
                .page(try await page(act, visit))
            }
            table.act("/admin/keys/{id}/\(act.rawValue)", .licensesWrite) { visit in
                try await change(act, visit)
            }
        }
        table.look("/admin/keys/{id}/rotate", .licensesWrite) { visit in
            .page(try await rotationPage(visit))
        }
        table.act("/admin/keys/{id}/rotate", .licensesWrite) { visit in try await rotate(visit) }
        table.look("/admin/keys/{id}/free/{seat}", .activationsWrite) { visit in
            try await freeing(visit)
        }
        table.act("/admin/keys/{id}/free/{seat}", .activationsWrite) { visit in
            try await free(visit)
        }
        table.look("/admin/keys/{id}/void/{seat}", .activationsWrite) { visit in
            .page(try await voidingPage(visit))
        }
        table.act("/admin/keys/{id}/void/{seat}", .activationsWrite) { visit in
            try await void(visit)
        }
    }

    static func path(_ license: LicenseDetails) -> String {
        "/admin/keys/\(license.claims.license)"
    }

    /// A page that asks once whether something is to be done.
    static func confirmation(
        _ heading: String, of license: LicenseDetails, at path: String,
        _ consequences: [Sentence], _ fields: [FormField] = [],
        _ faults: [FieldFault] = [], submit: String, isGrave: Bool
    ) -> PageBody {
        var form = PageForm(path, fields.map { $0.completed(faults) }, submit: submit)
        form.cancel = Self.path(license)
        form.hiddenFields = [
            PageForm.HiddenField(hiddenName: "version", hiddenValue: license.version)
        ]
        if isGrave {
            form.makeGrave()
        }
        var section = PageSection("What happens")
        section.consequences = PageSection.Lines(telling: consequences)
        section.form = form
        var page = PageBody(heading, [section])
        page.intro = license.holder.map { "The license of \($0)." }
        page.trail = AdminNavigation.trail(
            ("/admin/keys", "License keys"), (Self.path(license), LicenseKey.masked(license.text)))
        page.show(faults)
        return page
    }

    /// Does something to a license, unless somebody has changed it since the form was filled in.
    static func change(
        _ visit: AdminVisit, _ license: LicenseDetails,
        _ body: @escaping @Sendable (Registry, LicenseID) throws -> Void
    ) async throws {
        let version = visit.form["version"]
        let form = visit.form
        let id = license.claims.license
        try await visit.work { registry in
            try registry.together { registry in
                guard let held = try registry.licenses.find(id) else {
                    throw Problem.missing(.license)
                }
                guard held.version == version else { throw PageProblem.outdated(form) }
                try body(registry, id)
            }
        }
    }

    // MARK: - States

    private enum StateAct: String, CaseIterable {
        case disable, enable, revoke

        var state: LicenseState {
            switch self {
            case .disable: .disabled
            case .enable: .granted
            case .revoke: .revoked
            }
        }

        var heading: String {
            switch self {
            case .disable: "Disable this license"
            case .enable: "Enable this license"
            case .revoke: "Revoke this license"
            }
        }

        var notice: DoneNotice {
            switch self {
            case .disable: .disabled
            case .enable: .enabled
            case .revoke: .revoked
            }
        }

        var afterwards: Sentence? {
            switch self {
            case .disable: "You can enable it again at any time."
            case .enable: nil
            case .revoke:
                "This is meant to be final. It can be enabled again, and devices learn of that too."
            }
        }
    }

    private func page(
        _ act: StateAct, _ visit: AdminVisit, _ faults: [FieldFault] = []
    ) async throws -> PageBody {
        let license = try await visit.license()
        let outlook = try await Self.outlook(license, visit)
        let restored = act == .enable ? try await Self.restoredSale(license, visit) : nil
        return Self.confirmation(
            act.heading, of: license, at: "\(Self.path(license))/\(act.rawValue)",
            (act == .enable ? outlook.ofEnabling : outlook.ofEnding)
                + [restored, act.afterwards].compactMap(\.self),
            [
                .area(
                    "reason", "Reason", visit.form.raw("reason"), rows: 2,
                    hint: "For your records and for webhooks; at most 500 bytes.")
            ], faults, submit: act.heading, isGrave: act == .revoke)
    }

    /// What enabling a license does to what gave it; nil where that was not taken back.
    private static func restoredSale(
        _ license: LicenseDetails, _ visit: AdminVisit
    ) async throws -> Sentence? {
        let id = license.claims.license
        let grant = try await visit.work(\.sales) { try $0.grants.find(of: id) }
        guard let grant, let revoked = grant.revokedAt else { return nil }
        return
            "What gave it (\(grant.sale.plainText)) was taken back on \(revoked): to enable the license gives it again."
    }

    private func change(_ act: StateAct, _ visit: AdminVisit) async throws -> PageAnswer {
        let license = try await visit.license()
        let reason = visit.form["reason"] ?? ""
        if let fault = FieldFault.ofText(reason, "reason", upTo: 500) {
            return .refused(try await page(act, visit, [fault]))
        }
        let now = visit.now
        try await Self.change(visit, license) { registry, id in
            try registry.issuance.setState(of: id, to: act.state, reason: reason, now: now)
        }
        return visit.done(act.notice, at: Self.path(license))
    }

    /// What becomes of the devices of a license that are offline.
    static func outlook(
        _ license: LicenseDetails, _ visit: AdminVisit
    ) async throws -> OfflineOutlook {
        try await OfflineOutlook(
            of: license, in: visit, listLifetime: visit.admin.publishing.timeToLive)
    }

    // MARK: - A new key

    private func rotationPage(_ visit: AdminVisit) async throws -> PageBody {
        let license = try await visit.license()
        let outlook = try await Self.outlook(license, visit)
        return Self.confirmation(
            "Give this license a new key", of: license, at: "\(Self.path(license))/rotate",
            [
                "The license stays, with its devices, its end and its limits; it has another key.",
                "The current key and all earlier ones stop working: online checks refuse them at once.",
                "Devices that sync get the new key by themselves. Devices that fetch status lists refuse the former key with the next list.",
            ] + outlook.ofReplacing + ["This cannot be undone."], submit: "Make a new key",
            isGrave: true)
    }

    private func rotate(_ visit: AdminVisit) async throws -> PageAnswer {
        let license = try await visit.license()
        let issuer = try visit.admin.minting.issuer(
            for: license.claims.benefit, of: license.claims.organization)
        let now = visit.now
        try await Self.change(visit, license) { registry, id in
            try registry.issuance.rotate(id, by: issuer, now: now)
        }
        return visit.done(.rotated, at: Self.path(license))
    }

    // MARK: - Seats

    private func freeing(_ visit: AdminVisit) async throws -> PageAnswer {
        let (license, seat, device) = try await visit.seat()
        guard Self.isTaken(seat, at: visit.now) else {
            return visit.done(.alreadyFree, at: Self.path(license))
        }
        let outlook = try await Self.outlook(license, visit)
        return .page(
            Self.confirmation(
                seat.label.isEmpty ? "Free this seat" : "Free the seat of “\(seat.label)”",
                of: license, at: "\(Self.path(license))/free/\(seat.id)",
                device.map {
                    outlook.ofFreeing($0, by: .vendor, isOverLimit: license.isOverLimit)
                } ?? [
                    OfflineOutlook.ofSeat(isOverLimit: license.isOverLimit),
                    "Its device is refused online from now on.",
                ], submit: "Free this seat", isGrave: true))
    }

    private func free(_ visit: AdminVisit) async throws -> PageAnswer {
        let (license, seat, _) = try await visit.seat()
        guard Self.isTaken(seat, at: visit.now) else {
            return visit.done(.alreadyFree, at: Self.path(license))
        }
        try await visit.free(seat, of: license, by: .vendor)
        return visit.done(.freed, at: Self.path(license))
    }

    /// Whether the vendor can free it: also one that was given up and is kept.
    private static func isTaken(_ seat: Seat, at now: Timestamp) -> Bool {
        !seat.isFreed || seat.isKept(at: now)
    }

    // MARK: - Claims

    private func device(
        _ visit: AdminVisit
    ) async throws -> (license: LicenseDetails, device: ActivationRecord) {
        let (license, _, device) = try await visit.seat()
        // One that has lost its seat may still hold units, or go on offline.
        guard let device, device.state.status != .void else {
            throw Problem.missing(.activation)
        }
        return (license, device)
    }

    private func voidingPage(_ visit: AdminVisit) async throws -> PageBody {
        let (license, device) = try await device(visit)
        let outlook = try await Self.outlook(license, visit)
        return Self.confirmation(
            device.label.isEmpty
                ? "Void this device’s claim" : "Void the claim of “\(device.label)”",
            of: license, at: "\(Self.path(license))/void/\(device.id)",
            [
                "For a device that was stolen, or that claims more than it was given.",
                "It has no seat any more, its units come back, and what it reported counts for nothing.",
                outlook.untilWhen(device),
                "Whatever it sends from now on is answered, and counts for nothing. This cannot be undone.",
            ], submit: "Void its claim", isGrave: true)
    }

    private func void(_ visit: AdminVisit) async throws -> PageAnswer {
        let (license, device) = try await device(visit)
        let now = visit.now
        try await Self.change(visit, license) { registry, _ in
            _ = try registry.activations.voidUsage(of: device.id, now: now)
        }
        return visit.done(.voided, at: Self.path(license))
    }
}
