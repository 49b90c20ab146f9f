import LicenseRegistry
import LicenseVerifier

/// What becomes of devices that hear nothing from the vendor, in sentences for people.
struct OfflineOutlook: Sendable {
    let claims: LicenseClaims
    let activations: [ActivationRecord]
    let now: Timestamp
    /// How long a device may go on with the list that it has, while it is online.
    let listLifetime: Duration

    /// What happens when the license is disabled or revoked.
    var ofEnding: [String] {
        guard claims.statusIndex != nil else {
            return [
                "This license has no status index, so devices are never told: only online checks refuse it.",
                offline,
            ]
        }
        return [
            "Checks online refuse it at once.",
            "Devices that fetch status lists hear of it with the next list, within \(listLifetime.plainText).",
            offline,
        ]
    }

    /// What happens when one device loses its seat.
    func ofFreeing(_ activation: ActivationRecord, by freer: SeatFreer) -> [String] {
        let seat =
            switch (freer, activation.holdsSeat(at: now)) {
            case (.vendor, _), (.keyHolder, false): "The seat is free for another device at once."
            case (.keyHolder, true):
                "The seat stays taken for as long as the device may go on. Give it back on the device itself, or ask the vendor, and it is free at once."
            }
        return [
            seat, untilWhen(activation),
            "When it asks the service again, it hears that its seat is gone, and can ask for another.",
        ]
    }

    /// How long a device that hears nothing keeps its seat.
    func untilWhen(_ activation: ActivationRecord) -> String {
        let name = activation.label.isEmpty ? "The device" : "“\(activation.label)”"
        guard let end = activation.leaseEnd else {
            return "\(name) has no lease: offline, it works as long as the license does."
        }
        return end <= now
            ? "\(name) has had no seat since its lease ended on \(end.dayText)."
            : "Offline, \(name) works until its lease ends on \(end.dayText)."
    }

    /// When no device accepts the license any more, its grace included; nil for never.
    private var lastMoment: Timestamp? {
        claims.expiresAt.map { $0 + (claims.grace ?? .zero) }
    }

    private var offline: String {
        let leases = activations.compactMap(\.leaseEnd)
        if let last = lastMoment, last <= now {
            return "Devices that stay offline have stopped already, as the license has ended."
        }
        if !activations.isEmpty, leases.count == activations.count,
            let last = [leases.max(), lastMoment].compactMap(\.self).min()
        {
            return last <= now
                ? "Devices that stay offline have no lease left, so they have stopped already."
                : "Devices that stay offline work until their leases end, the last on \(last.dayText)."
        }
        if let offline = claims.offline {
            return
                "Devices that stay offline work for up to \(offline.plainText) after the last list that they have."
        }
        if let end = claims.expiresAt {
            guard let last = lastMoment, last > end else {
                return "Devices that stay offline work until the license ends on \(end.dayText)."
            }
            return
                "Devices that stay offline work until \(last.dayText), when the grace after the license’s end on \(end.dayText) is over."
        }
        return "Devices that stay offline go on working: this license has no end and no lease."
    }
}
