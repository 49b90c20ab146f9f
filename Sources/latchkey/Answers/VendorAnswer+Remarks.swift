import COSE
import LicenseRegistry
import LicenseSync
import LicenseVerifier
import Terminal

/// What a person is told of an answer, on standard error.
extension VendorAnswer {
    /// What goes along, or what the form for paper leaves out.
    func tell(_ enclosed: EnclosedAnswer) {
        guard !enclosed.enclosures.isEmpty else { return }
        let names = enclosed.names.joined(separator: ", ")
        Console.remark(
            options.typed
                ? "warning: the machine also needs, by file or QR code: \(names)"
                : "with it goes what the machine does not hold: \(names)")
    }

    func tell(_ answer: DeviceAnswer, to claims: LicenseClaims) {
        let name = answer.activation?.label.map { quoted("\($0)") } ?? "the machine"
        if case .forked(let evidence) = answer.verdict {
            Console.remark(
                "warning: two copies of the ledger of \(name) are in use (\(evidence.rawValue))")
        }
        if answer.overdraft > 0 {
            Console.remark(
                "warning: \(name) claims \(answer.overdraft) units more than it was given, and "
                    + "gets no more; see `latchkey seats void-usage`")
        }
        switch answer.outcome {
        case nil: Console.remark("the same answer as before")
        case .accepted? where answer.activation == nil:
            Console.remark("the machine gets the signed license, which needs no seat")
        case .accepted?:
            let given =
                claims.usageLimit == nil
                ? nil : answer.activation.map { "\($0.allowance.granted) units given" }
            let used = answer.activation.flatMap { activation in
                let units = activation.usage[.units]
                return units == 0 ? nil : "\(units) \(given == nil ? "units used" : "used")"
            }
            Console.remark(
                (["\(name) has a seat"] + [given, used].compactMap(\.self)).joined(separator: ", "))
        case .deactivated? where answer.activation?.status.hasEnded == true:
            Console.remark("the answer to \(name): \(SyncOutcome.deactivated.sentence)")
            Console.remark(
                "its directory gets no other seat: if the machine is still to use the license, it "
                    + "starts again in an empty one")
        case let outcome?: Console.remark("the answer to \(name): \(outcome.sentence)")
        }
    }

    /// Why a machine has a seat and nothing that it may use, and where the units are.
    func tellWithoutUnits(
        _ activation: ActivationState, of claims: LicenseClaims, _ ended: [ActivationRecord]
    ) {
        let all = claims.usageLimit.map { "all \($0) units of the license" } ?? "all units"
        Console.remark("warning: it has no units left: \(all) are used or with other machines")
        for held in ended.prefix(3) {
            Console.remark(
                "\(held.state.allowance.open) are with "
                    + (held.label.isEmpty ? "a machine" : quoted(held.label))
                    + " whose seat is free: to take them back, `latchkey seats void-usage "
                    + "\(held.id)`")
        }
    }

    /// What a machine may do with the key that it had before.
    func tell(_ replaced: ActivationRecord, of claims: LicenseClaims) {
        let name = replaced.label.isEmpty ? "the machine" : quoted(replaced.label)
        let end = claims.lastMoment(ofLease: replaced.leaseEnd)
        Console.remark(
            "\(name) had the seat \(replaced.id), which is free now; what is left of its old "
                + "directory "
                + (end.map { "may be used until \($0)" }
                    ?? "may be used for good, as its seat has no lease and the license no end"))
        let units = replaced.state.allowance.open
        if claims.usageLimit != nil, units > 0 {
            Console.remark("the \(units) units that it had left go over to its new directory")
        }
    }

    /// Which machines have the seats of a license that has no other.
    func tell(_ seats: [ActivationRecord]) {
        for seat in seats.prefix(3) {
            Console.remark(
                "a seat is with \(seat.label.isEmpty ? "a machine" : quoted(seat.label)): if it is "
                    + "this one, answer with --rebind \(seat.id)")
        }
    }

    /// Which seats are free and go to nobody yet.
    func tell(_ moves: SeatMoves) {
        guard moves.waiting > 0 else { return }
        Console.remark(
            "seats of the license have moved as often as they may, so one that is free waits")
        for move in moves.moves.suffix(Int(clamping: moves.waiting)).prefix(3) {
            Console.remark(
                "to give it out now: latchkey seats free \(move.activation) --beyond-moves")
        }
    }

    func tell(_ ignored: [String], signedBy signer: KeyID, not asked: KeyID) {
        if signer != asked {
            Console.remark("warning: it is signed by \(signer), as it was then, not by \(asked)")
        }
        if !ignored.isEmpty {
            Console.remark(
                "warning: it ignores " + ignored.joined(separator: " and "))
        }
        if signer != asked || !ignored.isEmpty {
            Console.remark("for another answer, have the machine ask again with `latchkey request`")
        }
    }
}
