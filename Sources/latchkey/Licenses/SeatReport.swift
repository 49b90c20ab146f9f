import LicenseRegistry
import LicenseSync
import LicenseVerifier
import Terminal

/// A seat that a machine has.
struct SeatReport: Report {
    let activation: String
    let license: String
    let label: String
    let takenAt: String
    let freedAt: String?
    /// Until when it stays taken though it was given up, as the machine may go on offline.
    let keptUntil: String?
    /// Until when the machine has it; nil for good, and for one that was taken online.
    let leaseEnd: String?
    /// `device` for a machine with a key of its own, `online` for a seat that was taken online.
    let kind: String
    let unitsUsed: UInt64?
    let unitsAllowed: UInt64?

    init(_ seat: Seat, _ activation: ActivationRecord?) {
        self.activation = "\(seat.id)"
        license = "\(seat.license)"
        label = seat.label
        takenAt = "\(seat.takenAt)"
        freedAt = seat.freedAt.map { "\($0)" }
        keptUntil = seat.keptUntil.map { "\($0)" }
        leaseEnd = activation?.leaseEnd.map { "\($0)" }
        kind = seat.isDevice ? "device" : "online"
        unitsUsed = activation?.state.usage[.units]
        unitsAllowed = activation?.state.allowance.granted
    }

    /// The seats of a license that are taken; those last that were given up and are kept.
    static func all(
        of license: LicenseID, in registry: Registry, at now: Timestamp
    ) throws -> [SeatReport] {
        try registry.activations.seats(of: license).map { seat in
            SeatReport(seat, seat.isDevice ? try registry.activations.find(seat.id) : nil)
        }
            + registry.activations.kept(of: license, now: now).compactMap { device in
                try registry.activations.seat(device.id).map { SeatReport($0, device) }
            }
    }

    /// For how long, in one cell.
    var lease: String {
        if keptUntil != nil { return "given up; kept until \(leaseEnd ?? "it is freed")" }
        return kind == "online" ? "online" : leaseEnd ?? "for good"
    }

    /// The machine's name and id.
    var name: String { label.isEmpty ? activation : "\(quoted(label)) (\(activation))" }

    func text(_ style: Style) -> String {
        var fields = Fields()
        fields.add("license", license)
        fields.add("label", label.isEmpty ? nil : label)
        fields.add("kind", kind)
        fields.add("since", takenAt)
        fields.add("given up", keptUntil == nil ? nil : freedAt)
        fields.add("freed", keptUntil == nil ? freedAt : nil)
        fields.add("kept until", keptUntil.map { _ in leaseEnd ?? "it is freed" })
        fields.add("lease", kind == "online" ? nil : leaseEnd ?? "none: the seat is for good")
        fields.add("units", unitsUsed.map { "\($0) used, \(unitsAllowed ?? 0) given" })
        return "\(style.strong(activation))\n\(fields.text(style))"
    }
}

/// Seats, one on a line.
struct SeatListReport: Report {
    let seats: [SeatReport]

    func text(_ style: Style) -> String {
        var table = Table("ACTIVATION", "LABEL", "SINCE", "UNTIL", "LICENSE")
        for seat in seats {
            table.add(
                seat.activation, seat.label, String(seat.takenAt.prefix(10)), seat.lease,
                seat.license)
        }
        return table.text(style)
    }
}
