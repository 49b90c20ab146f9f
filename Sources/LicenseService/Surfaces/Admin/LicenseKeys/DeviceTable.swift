import LicenseRegistry
import LicenseSync
import LicenseVerifier

/// The devices of a license, with all that is known of each: those with a seat, and those that have
/// lost one and may still go on, or hold units.
struct DeviceTable {
    let license: LicenseID
    let devices: [LicenseDevice]
    let mayFree: Bool
    let now: Timestamp

    private var path: String { "/admin/keys/\(license)" }

    var table: PageTable {
        PageTable(
            "Devices",
            ["Label", "State", "Since", "Last seen", "Lease until", "Units used", "Holds", "Id"]
                + (mayFree ? ["Seat", "Claim"] : []),
            devices.map(row), empty: "No device has a seat.")
    }

    private func row(_ device: LicenseDevice) -> [Cell] {
        let (seat, held) = (device.seat, device.activation)
        let cells: [Cell] = [
            .text(seat.label.isEmpty ? "no label" : seat.label),
            .badge(standing(device), telling: note(device)), .time(seat.takenAt),
            .time(seat.seenAt, otherwise: "not since then"),
            .time(held?.leaseEnd, otherwise: "no end"),
            .text(held.map(Self.units) ?? "counted online"),
            .text(held.map(Self.holdings) ?? "–"), .code("\(seat.id)"),
        ]
        guard mayFree else { return cells }
        let isTaken = !seat.isFreed || seat.isKept(at: now)
        let mayVoid = held.map { $0.state.status != .void } ?? false
        return cells + [
            isTaken ? .link("Free this seat", "\(path)/free/\(seat.id)") : .text("given up"),
            mayVoid ? .link("Void its claim", "\(path)/void/\(seat.id)") : .text("–"),
        ]
    }

    /// Of each meter what it has used; of units also how many it may.
    private static func units(_ device: ActivationRecord) -> String {
        let used = device.state.usage
        let allowed = device.state.allowance.granted
        var texts: [String] = []
        if allowed > 0 || used[.units] > 0 {
            texts.append("\(used[.units].grouped) of \(allowed.grouped)")
        }
        for entry in used.entries where entry.meter != .units {
            texts.append("meter \(entry.meter.number): \(entry.units.grouped)")
        }
        return texts.isEmpty ? "none" : texts.joined(separator: "; ")
    }

    /// How new its list and bundle are, by its newest report.
    private static func holdings(_ device: ActivationRecord) -> String {
        let texts = [
            device.holds.list.map { "list \($0)" }, device.holds.bundle.map { "bundle \($0)" },
        ].compactMap(\.self)
        return texts.isEmpty ? "has not said" : texts.joined(separator: ", ")
    }

    private func standing(_ device: LicenseDevice) -> Badge {
        guard let held = device.activation else { return Badge("activated online", .neutral) }
        if device.seat.isKept(at: now) { return Badge("given up, kept", .warning) }
        switch held.state.status {
        case .void: return Badge("void", .danger)
        case .ended: return Badge("no seat", .warning)
        case .forked: return Badge("in use twice", .danger)
        case .active:
            let isOver = held.leaseEnd.map { $0 <= now } ?? false
            return isOver ? Badge("lease ended", .warning) : Badge("active", .good)
        }
    }

    /// What else is to be said of it: how it was found to be in use twice, or what it still may.
    private func note(_ device: LicenseDevice) -> Sentence? {
        guard let held = device.activation else { return nil }
        if case .forked(let evidence) = held.state.status {
            return Sentence(Self.sentence(of: evidence))
        }
        guard device.seat.isFreed else { return nil }
        var parts: [Sentence] = []
        if let end = held.offlineUntil, now < end {
            parts.append(
                end == .max ? "May go on offline" : "May go on offline until \(end)")
        }
        let open = held.state.allowance.open
        if open > 0 { parts.append("\(counted(open, "unit")) promised to it") }
        return parts.isEmpty ? nil : parts.joined(separator: ", ") + "."
    }

    private static func sentence(of evidence: ForkEvidence) -> String {
        switch evidence {
        case .sameSequence: "Two of its reports have one number."
        case .otherPrevious: "A report follows another than the newest."
        case .usageFell: "A later report says less than an earlier one."
        case .journal: "Its totals and its journal do not fit."
        case .receiptForgotten: "It has forgotten an answer that it had taken."
        }
    }
}
