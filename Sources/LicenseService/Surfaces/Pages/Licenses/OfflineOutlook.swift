import LicenseRegistry
import LicenseSync
import LicenseVerifier

/// What becomes of devices that hear nothing from the vendor, in sentences for people.
struct OfflineOutlook: Sendable {
    let claims: LicenseClaims
    /// Of the devices that have a seat, or have lost one and may go on.
    let leases: DeviceLeases
    let now: Timestamp
    /// How long a device may go on with the list that it has, while it is online.
    let listLifetime: Duration

    /// What happens when the license is disabled or revoked.
    var ofEnding: [Sentence] {
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

    /// What happens when a disabled or revoked license is enabled.
    var ofEnabling: [Sentence] {
        guard let end = claims.expiresAt, end <= now else {
            return [
                "Checks online accept it at once.",
                "Devices that were told that it is not valid accept it again with the next list.",
            ]
        }
        return [
            "It ended on \(end), and enabling it does not change that. Give it a later end too, and checks online and devices accept it again."
        ]
    }

    /// What happens when one device loses its seat.
    ///
    /// - Parameter isOverLimit: whether more seats are taken than there are, so that no other device
    ///   gets this one.
    func ofFreeing(
        _ activation: ActivationRecord, by freer: SeatFreer, isOverLimit: Bool
    ) -> [Sentence] {
        let seat: Sentence =
            switch (freer, activation.holdsSeat(at: now)) {
            case (.keyHolder, true):
                "The seat stays taken for as long as the device may go on. Give it back on the device itself, or ask the vendor, and it is free at once."
            case (.vendor, _), (.keyHolder, false): Self.ofSeat(isOverLimit: isOverLimit)
            }
        let open = activation.state.allowance.open
        var lines = [seat, untilWhen(activation)]
        if open > 0 {
            lines.append(
                "The \(counted(open, "unit")) that it was promised and has not used stay with it until it gives them back itself, or the vendor voids its claim."
            )
        }
        return lines + [
            "When it asks the service again, it hears that its seat is gone, and can ask for another."
        ]
    }

    /// What becomes of a seat that is free.
    static func ofSeat(isOverLimit: Bool) -> Sentence {
        isOverLimit
            ? "No other device gets the seat: more are taken than the license has."
            : "The seat is free for another device at once."
    }

    /// What happens to devices that have a key, when another one takes its place.
    ///
    /// The license stays, so nothing ends for a device that hears nothing.
    var ofReplacing: [Sentence] {
        [offline, Self.former]
    }

    /// What happens when the license says less than before.
    var ofLessening: [Sentence] {
        guard claims.statusIndex != nil else {
            return [
                "Less than before: this license has no status index, so devices hear of it only when they sync.",
                offline, Self.former,
            ]
        }
        return [
            "Less than before: the former key is void, and devices that fetch status lists hear of it with the next list, within \(listLifetime.plainText).",
            offline, Self.former,
        ]
    }

    private static let former: Sentence =
        "A device that stays offline has what the former key says for as long as it works."

    /// What becomes of devices that stay offline, whatever is done here.
    var ofDevicesOffline: Sentence { offline }

    /// How long a device that hears nothing keeps its seat.
    func untilWhen(_ activation: ActivationRecord) -> Sentence {
        let name = activation.label.isEmpty ? "The device" : "“\(activation.label)”"
        guard let end = activation.leaseEnd else {
            return "\(name) has no lease: offline, it works as long as the license does."
        }
        return end <= now
            ? "\(name) has had no seat since its lease ended on \(end)."
            : "Offline, \(name) works until its lease ends on \(end)."
    }

    /// When no device accepts the license any more, its grace included; nil for never.
    private var lastMoment: Timestamp? {
        claims.expiresAt.map { $0 + (claims.grace ?? .zero) }
    }

    private var needsSeats: Bool { claims.activationLimit != .notUsed }

    private var offline: Sentence {
        if let last = lastMoment, last <= now {
            return "Devices that stay offline have stopped already, as the license has ended."
        }
        if leases.unleased == 0, needsSeats || leases.devices > 0 {
            guard let last = [leases.lastEnd, lastMoment].compactMap(\.self).min(),
                leases.devices > 0
            else { return "No device works offline: none has a seat." }
            return last <= now
                ? "Devices that stay offline have no lease left, so they have stopped already."
                : "Devices that stay offline work until their leases end, the last on \(last)."
        }
        if let offline = claims.offline {
            return
                "Devices that stay offline work for up to \(offline.plainText) after the last list that they have."
        }
        if let end = claims.expiresAt {
            guard let last = lastMoment, last > end else {
                return "Devices that stay offline work until the license ends on \(end)."
            }
            return
                "Devices that stay offline work until \(last), when the grace after the license’s end on \(end) is over."
        }
        return "Devices that stay offline go on working: this license has no end and no lease."
    }
}

extension OfflineOutlook {
    /// That of a license, with the leases that its devices have.
    init(
        of license: LicenseDetails, in visit: some PageVisit, listLifetime: Duration
    ) async throws {
        let (id, now) = (license.claims.license, visit.now)
        self.init(
            claims: license.claims,
            leases: try await visit.work(\.activations) { try $0.leases(of: id, now: now) },
            now: now, listLifetime: listLifetime)
    }
}
