import LicenseIssuer
import LicenseRegistry
import LicenseSync
import LicenseVerifier

/// All that is known of one license key.
struct LicenseKeyPage: Sendable {
    let license: LicenseDetails
    let benefit: Benefit?
    let seats: [Seat]
    let devices: [ActivationRecord]
    /// Those whose seats were given up and stay taken.
    let kept: [ActivationRecord]
    let history: [AuditRecord]
    let used: LicenseUsage
    let caller: AdminCaller
    let sendsEmails: Bool
    let now: Timestamp

    private var path: String { "/admin/keys/\(license.claims.license)" }
    private var claims: LicenseClaims { license.claims }

    var body: PageBody {
        var page = PageBody(LicenseKey.masked(license.text))
        page.state = license.badge(at: now)
        page.trail = AdminNavigation.trail(("/admin/keys", "License keys"))
        if caller.allows(.licensesWrite) { page.actions = actions }
        page.sections = [key, facts]
        if claims.usageLimit != nil || license.usage > 0 {
            page.sections.append(usage)
        }
        page.sections += used.sections
        if claims.activationLimit != .notUsed || !(seats.isEmpty && kept.isEmpty) {
            page.sections.append(deviceList)
        }
        if caller.allows(.auditRead) { page.sections.append(log) }
        return page
    }

    private var actions: LinkList? {
        var items: [LinkList.Item] = []
        if license.record.state == .granted {
            items.append(LinkList.Item(href: "\(path)/disable", text: "Disable"))
        } else {
            items.append(LinkList.Item(href: "\(path)/enable", text: "Enable"))
        }
        items.append(LinkList.Item(href: "\(path)/terms", text: "Change end and limits"))
        items.append(LinkList.Item(href: "\(path)/rotate", text: "New key"))
        if sendsEmails, license.customer.email != nil {
            items.append(LinkList.Item(href: "\(path)/email", text: "Send e-mail"))
        }
        if license.record.state != .revoked {
            items.append(
                LinkList.Item(href: "\(path)/revoke", text: "Revoke", linkClass: "button danger"))
        }
        return LinkList(items)
    }

    private var key: PageSection {
        var section = PageSection("Key")
        section.copyable = PageSection.CopyText(
            copyID: "key", copyLabel: "What the customer has", copied: license.text,
            copyRows: license.text.utf8.count > 200 ? 5 : 1)
        section.buttons = LinkList([
            LinkList.Item(href: "\(path)/file", text: "Download .lic"),
            LinkList.Item(href: "\(path)/qr", text: "QR code"),
        ])
        return section
    }

    private var facts: PageSection {
        var section = PageSection("License")
        section.details = PageSection.DetailList([
            customer,
            PageSection.DetailList.Detail(
                "Benefit",
                benefit.map { .link("\($0.name)", "/admin/benefits/\($0.id)") }
                    ?? .text("deleted")),
            PageSection.DetailList.Detail("Sale", .text(sale)),
            state,
            PageSection.DetailList.Detail("Issued", .time(license.createdAt)),
            PageSection.DetailList.Detail("Ends", .time(license.end), .text(ending)),
            PageSection.DetailList.Detail(
                "Devices allowed", .text(claims.activationLimit.plainText)),
            PageSection.DetailList.Detail("Seats left", .text(seatsLeft)),
            PageSection.DetailList.Detail(
                "Validations", .text(license.validations.grouped),
                license.validatedAt.map { .text(", the last on \($0.dayText)") } ?? .text("")),
            PageSection.DetailList.Detail("Id", .code("\(claims.license)")),
        ])
        section.details?.terms += claims.scopeDetails
        return section
    }

    private var customer: PageSection.DetailList.Detail {
        guard !license.customer.isPlaceholder else {
            return PageSection.DetailList.Detail("Customer", .text("nobody is named"))
        }
        let name = license.holder ?? "\(license.customer.id)"
        return PageSection.DetailList.Detail(
            "Customer", .link(name, "/admin/customers/\(license.customer.id)"))
    }

    private var sale: String {
        guard let sale = license.sale else { return "none; minted by hand or imported" }
        return switch sale.kind {
        case .order: "order \(sale.id)"
        case .subscription: "subscription \(sale.id)"
        case .manual: sale.isImport ? "imported" : "granted by hand"
        }
    }

    private var ending: String {
        switch license.sale?.kind {
        case .subscription?: " – follows the subscription"
        case .order?, .manual?, nil: ""
        }
    }

    private var state: PageSection.DetailList.Detail {
        let reason = license.record.stateReason
        return PageSection.DetailList.Detail(
            "State",
            .badge(license.badge(at: now), note: reason.isEmpty ? nil : "Reason: \(reason)"))
    }

    private var seatsLeft: String {
        switch claims.activationLimit {
        case .notUsed: "no device needs one"
        case .unlimited: "any number; \(license.seatsTaken.grouped) taken"
        case .seats(let limit):
            license.seatsTaken > limit
                ? "none; \((license.seatsTaken - limit).grouped) more are taken than there are"
                : "\((limit - license.seatsTaken).grouped) of \(limit.grouped)"
        }
    }

    private var usage: PageSection {
        var section = PageSection("Usage")
        section.details = PageSection.DetailList([
            PageSection.DetailList.Detail(
                "Units used", .text(license.usage.grouped),
                .text(" (\(license.uses.grouped) online, \(license.deviceUses.grouped) by devices)")
            ),
            PageSection.DetailList.Detail(
                "Units allowed", .text(claims.usageLimit.map(\.grouped) ?? "any number")),
            license.unitsLeft.map {
                PageSection.DetailList.Detail(
                    "Units left", .text($0.grouped),
                    .text(" neither used nor promised to a device"))
            },
        ])
        return section
    }

    private var deviceList: PageSection {
        var section = PageSection("Devices")
        section.table = PageTable(
            "Devices",
            ["Label", "State", "Since", "Last seen", "Seat until", "Units#", "Id"]
                + (caller.allows(.activationsWrite) ? ["Seat", "Claim"] : []),
            (seats + kept.map { Seat($0) }).map(row), empty: "No device has a seat.")
        return section
    }

    private func row(_ seat: Seat) -> [Cell] {
        let device = (devices + kept).first { $0.id == seat.id }
        let units = device.map { device in
            "\(device.state.usage.entries.reduce(0) { $0 + $1.units }.grouped) of \(device.state.allowance.granted.grouped)"
        }
        return [
            .text(seat.label.isEmpty ? "no label" : seat.label), .badge(standing(device)),
            .time(seat.takenAt), .time(device?.seenAt, otherwise: "–"),
            .time(device?.leaseEnd, otherwise: "no end"), .text(units ?? "–"), .code("\(seat.id)"),
            .link("Free this seat", "\(path)/free/\(seat.id)"),
            device.map { .link("Void its claim", "\(path)/void/\($0.id)") } ?? .text("–"),
        ]
    }

    private func standing(_ device: ActivationRecord?) -> Badge {
        guard let device else { return Badge("online", .neutral) }
        if device.keptUntil != nil { return Badge("given up, kept", .warning) }
        if let end = device.leaseEnd, end <= now { return Badge("lease ended", .warning) }
        return switch device.state.status {
        case .active: Badge("active", .good)
        case .forked: Badge("in use twice", .danger)
        case .ended: Badge("ended", .neutral)
        case .void: Badge("void", .danger)
        }
    }

    private var log: PageSection {
        var section = PageSection("History")
        section.table = AuditTable.table(history, empty: "Nothing is recorded.")
        return section
    }
}

/// Records of the audit log as a table.
enum AuditTable {
    static func table(_ records: [AuditRecord], empty: String) -> PageTable {
        PageTable(
            "Records of the audit log", ["When", "What", "Who", "Detail", "Record#"],
            records.map { record in
                [
                    .time(record.recordedAt), .text(record.action), .text(record.actor),
                    .text(record.detail), .number(record.sequence),
                ]
            }, empty: empty)
    }
}
