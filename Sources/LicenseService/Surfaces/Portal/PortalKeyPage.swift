import LicenseIssuer
import LicenseRegistry
import LicenseSync
import LicenseVerifier

/// What the holder of a license key sees of it.
struct PortalKeyPage: Sendable {
    let license: LicenseDetails
    let listing: BenefitListing?
    /// Those of this page, and how many there are.
    let devices: [LicenseDevice]
    let deviceCount: Int64
    let pager: Pager
    let history: LicenseHistory
    let used: LicenseUsage
    /// When it was bought, as far as the shop says.
    let boughtAt: Timestamp
    let mayRotate: Bool
    /// What the customer has just done; nil for nothing.
    let done: PortalNotice?
    /// What of the vendor's is handed out, so that it can be carried to a machine.
    let carried: Carried
    let now: Timestamp

    /// Whether there is a list that says the license's status, and a bundle of the vendor's keys.
    struct Carried {
        let list: Bool
        let bundle: Bool
    }

    private var path: String { "/portal/keys/\(license.claims.license)" }
    private var claims: LicenseClaims { license.claims }

    var body: PageBody {
        var page = PageBody(listing.map { "\($0.benefit.name)" } ?? "License")
        page.state = license.badge(at: now)
        page.trail = LinkList([LinkList.Item(href: "/portal", text: "Purchases")])
        page.pageNotice = done?.notice(of: license)
        page.sections = [key]
        if let instructions { page.sections.append(instructions) }
        page.sections.append(facts)
        page.sections += used.sections
        if claims.activationLimit != .notUsed || deviceCount > 0 {
            page.sections.append(deviceList)
        }
        page.sections += [offline, log]
        return page
    }

    private var key: PageSection {
        var section = PageSection("Your key")
        section.copyable = PageSection.CopyText(
            copyID: "key", copyLabel: "License key", copied: license.text,
            copyRows: license.text.utf8.count > 200 ? 5 : 1)
        section.buttons = LinkList(
            [
                LinkList.Item(href: "\(path)/file", text: "Download .lic"),
                LinkList.Item(href: "\(path)/qr", text: "QR code to print"),
            ] + (mayRotate ? [LinkList.Item(href: "\(path)/rotate", text: "Replace this key")] : [])
        )
        return section
    }

    /// The vendor's instructions, with the key for each placeholder.
    private var instructions: PageSection? {
        guard let filled = listing?.benefit.instructions(with: license.text) else { return nil }
        var section = PageSection("How to activate")
        section.copyable = PageSection.CopyText(
            copyID: "instructions", copyLabel: "Instructions", copied: filled,
            copyRows: min(10, 2 + filled.count { $0 == "\n" } + filled.count / 70))
        return section
    }

    private var facts: PageSection {
        var section = PageSection("What you have")
        // Why the vendor has ended it is the vendor's to say.
        let isGood = license.record.state == .granted
        var terms: [PageSection.DetailList.Detail?] = [
            PageSection.DetailList.Detail(
                "State",
                .badge(license.badge(at: now), note: isGood ? nil : "Ask the vendor about it.")),
            PageSection.DetailList.Detail("Bought", .time(boughtAt)),
            PageSection.DetailList.Detail("Ends", .time(license.end)),
            license.graceEnd.map { end in
                PageSection.DetailList.Detail(
                    "Grace until", .time(end), .text(" on devices that cannot ask the vendor"))
            },
            PageSection.DetailList.Detail("Devices", .text(license.seatsText)),
        ]
        terms += LicenseUnits(of: license).forCustomer
        section.details = PageSection.DetailList(terms)
        section.details?.terms += claims.scopeDetails
        return section
    }

    private var deviceList: PageSection {
        let mayFree = listing?.showsSeats ?? false
        var section = PageSection(
            "Devices", mayFree ? nil : "Give a seat back on the device itself, or ask the vendor.")
        section.anchor = "devices"
        var table = PageTable(
            "Devices",
            ["Label", "Since", "Last seen", "Seat until"]
                + (claims.usageLimit == nil ? [] : ["Units used"]) + (mayFree ? ["Action"] : []),
            devices.map { row($0, mayFree: mayFree) }, empty: "No device uses this license yet.")
        pager.lead(&table, of: deviceCount, at: path, anchor: "#devices")
        section.table = table
        return section
    }

    private func row(_ device: LicenseDevice, mayFree: Bool) -> [Cell] {
        let (seat, held) = (device.seat, device.activation)
        let units = held.map { held in
            "\(held.state.usage[.units].grouped) of \(held.state.allowance.granted.grouped)"
        }
        var cells: [Cell] = [
            .text(seat.label.isEmpty ? "no label" : seat.label), .time(seat.takenAt),
            .time(seat.seenAt, otherwise: "not since then"), seatEnd(device),
        ]
        if claims.usageLimit != nil { cells.append(.text(units ?? "counted online")) }
        if mayFree {
            cells.append(
                seat.isFreed
                    ? .text("given up") : .link("Free this seat", "\(path)/free/\(seat.id)"))
        }
        return cells
    }

    /// Until when a device has its seat, or may go on without one.
    private func seatEnd(_ device: LicenseDevice) -> Cell {
        guard device.seat.isFreed else {
            return .time(device.activation?.leaseEnd, otherwise: "no end")
        }
        let isKept = device.seat.isKept(at: now)
        guard let end = device.activation?.offlineUntil, now < end else {
            return .text("has no seat")
        }
        let name =
            isKept ? "given up; taken until it cannot go on" : "has no seat; may go on offline"
        return end == .max
            ? .text(name) : .sentence("\(name)\(isKept ? "," : "") until \(end)")
    }

    private var offline: PageSection {
        var section = PageSection(
            "Without a network",
            "For a machine that is not connected: carry its request here and the answer back, as text, file or QR code. The newest status of this license, the whole list and the vendor's keys can be carried too."
        )
        var items = [
            LinkList.Item(href: "/portal/offline", text: "Activate a machine offline")
        ]
        if let shard = claims.statusIndex?.shard {
            items.append(LinkList.Item(href: "\(path)/staple", text: "Status of this license"))
            if carried.list {
                items.append(
                    LinkList.Item(
                        href: StatusListID(claims.organization, shard).path,
                        text: "Status list"))
            }
        }
        if carried.bundle {
            items.append(
                LinkList.Item(
                    href: TrustRoutes.path(of: claims.organization), text: "Trust bundle"))
        }
        section.buttons = LinkList(items)
        return section
    }

    private var log: PageSection {
        var section = PageSection("History")
        section.anchor = "history"
        var table = PageTable(
            "What happened", ["When", "What"],
            history.records.compactMap { record in
                AuditAction(rawValue: record.action)?.customerText.map {
                    [.time(record.recordedAt), .text($0)]
                }
            }, empty: "Nothing happened yet.")
        history.lead(&table, at: path)
        section.table = table
        return section
    }
}
