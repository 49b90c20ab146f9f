import LicenseIssuer
import LicenseRegistry
import LicenseSync
import LicenseVerifier

/// All that is known of one license key.
struct LicenseKeyPage: Sendable {
    let license: LicenseDetails
    let benefit: BenefitListing?
    /// Those of this page, and how many there are.
    let devices: [LicenseDevice]
    let deviceCount: Int64
    let pager: Pager
    /// Nil for whoever may not read the audit log.
    let history: LicenseHistory?
    let used: LicenseUsage
    /// What gave it; nil for nothing.
    let sold: SaleFollowing?
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
        if claims.activationLimit != .notUsed || deviceCount > 0 {
            page.sections.append(deviceList)
        }
        if let history { page.sections.append(log(history)) }
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
                benefit.map(\.cell) ?? .text("deleted")),
            PageSection.DetailList.Detail("Sale", sale),
            bought,
            state,
            PageSection.DetailList.Detail("Issued", .time(license.createdAt)),
            PageSection.DetailList.Detail(
                "Ends", .time(license.end),
                sold?.sentence.map { .sentence(" – " + $0) } ?? .text("")),
            license.graceEnd.map { end in
                PageSection.DetailList.Detail(
                    "Grace until", .time(end),
                    .text(" on devices that cannot ask; checks online refuse it once it has ended"))
            },
            PageSection.DetailList.Detail(
                "Devices allowed", .text(claims.activationLimit.plainText)),
            PageSection.DetailList.Detail("Seats left", .text(seatsLeft)),
            PageSection.DetailList.Detail(
                "Validations", .text(license.validations.grouped),
                license.validatedAt.map { .sentence(", the last on \($0)") } ?? .text("")),
            PageSection.DetailList.Detail("Id", .code("\(claims.license)")),
            PageSection.DetailList.Detail("In webhooks", .code(claims.license.prefixedText)),
        ])
        section.details?.terms += claims.scopeDetails
        return section
    }

    private var customer: PageSection.DetailList.Detail {
        PageSection.DetailList.Detail(
            "Customer",
            license.customer.isPlaceholder ? .text("nobody is named") : license.customer.cell)
    }

    private var sale: Cell {
        guard let grant = sold?.grant else { return .text("none; minted by hand or imported") }
        return .link(name(of: grant.sale), "/admin/sales/\(grant.id)")
    }

    private func name(of sale: Sale) -> String {
        switch sale.kind {
        case .order: "order \(sale.id)"
        case .subscription: "subscription \(sale.id)"
        case .manual:
            if sale.isImport {
                "imported"
            } else if sale.isSuperseded {
                "none any more; an imported key has its place"
            } else {
                "granted by hand"
            }
        }
    }

    /// When it was sold, as far as that is not the day on which it was issued by hand.
    private var bought: PageSection.DetailList.Detail? {
        guard let grant = sold?.grant, grant.sale.kind != .manual else { return nil }
        return PageSection.DetailList.Detail("Bought", .time(grant.createdAt))
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
        section.details = PageSection.DetailList(LicenseUnits(of: license).forVendor)
        return section
    }

    private var deviceList: PageSection {
        var section = PageSection("Devices")
        section.anchor = "devices"
        var table = DeviceTable(
            license: claims.license, devices: devices, mayFree: caller.allows(.activationsWrite),
            now: now
        ).table
        pager.lead(&table, of: deviceCount, at: path, anchor: "#devices")
        section.table = table
        return section
    }

    private func log(_ history: LicenseHistory) -> PageSection {
        var section = PageSection("History")
        section.anchor = "history"
        var table = AuditTable.table(history.records, empty: "Nothing is recorded.")
        history.lead(&table, at: path)
        section.table = table
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
                    .time(record.recordedAt), .text(AuditAction.words(of: record.action)),
                    .text(record.actor),
                    .text(record.detail), .number(record.sequence),
                ]
            }, empty: empty)
    }
}
