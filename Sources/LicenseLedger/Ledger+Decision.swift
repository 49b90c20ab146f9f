import LicenseSync
public import LicenseVerifier
import Synchronization

extension Ledger {
    /// Decides whether the license may be used now.
    ///
    /// Takes no lock that another process could hold, and reads two words: whether somebody has
    /// changed the directory.
    ///
    /// - Parameters:
    ///   - expectations: whose license, which benefits and brands the program takes, with the
    ///     conditions that hold here and the build; the rest is the ledger's to say.
    ///   - now: what the machine's clock says.
    public func decision(
        _ expectations: Facts, at now: Timestamp
    ) throws(LedgerError) -> Decision {
        try judgement(at: now) { _ in expectations }.decision
    }

    /// Decides, with expectations that depend on what the license says.
    package func judgement(
        at now: Timestamp, _ expectations: (LicenseClaims) -> Facts
    ) throws(LedgerError) -> (license: VerifiedLicense, decision: Decision) {
        let elapsed = machine.elapsed()
        refreshIfIdle(at: now, elapsed: elapsed)
        return try view.withLock { (view) throws(LedgerError) in
            guard let license = view.license else {
                throw view.licenseFault.map { .license($0) } ?? .noLicense
            }
            var facts = expectations(license.claims)
            if let bundle = view.trust.newest?.bundle { facts.trust = TrustFact(bundle) }
            facts.status = view.status
            facts.activation = view.seatFact
            facts.usage = .used(view.usage[.units])
            facts.clock = .reading(now, signed: view.marks.signed)
            let time = view.clock.time(reading: now, elapsed: elapsed, marks: view.marks)
            return (license, license.evaluate(facts, at: time))
        }
    }

    /// Sees whether another process has changed the directory, without waiting for one that is
    /// about to; and moves the soft clock mark.
    func refreshIfIdle(at now: Timestamp, elapsed: Duration) {
        _ = writer.withLockIfAvailable { writer in
            let known = writer.rereads
            let current = try? files.word(of: writer.lockFile, at: 0)
            let hasNews = (try? writer.journal.hasNews(files)) ?? false
            // What cannot be read now is read at the next verb, which says why.
            if current != writer.generation || hasNews || writer.mustReread || writer.mustPublish,
                (try? writer.lock(files, waits: false)) == true
            {
                files.unlock(writer.lockFile)
                if writer.rereads != known || writer.mustPublish {
                    try? publish(&writer, at: now)
                } else {
                    let usage = writer.journal.position.usage
                    view.withLock { $0.usage = usage }
                }
            }
            keepClock(&writer, at: now, elapsed: elapsed)
        }
    }

    /// Moves the soft mark, a minute at a time.
    func keepClock(_ writer: inout LedgerWriter, at now: Timestamp, elapsed: Duration) {
        let moved = view.withLock { view -> Timestamp? in
            let seen = view.clock.seen(reading: now, elapsed: elapsed, marks: view.marks)
            guard seen >= view.marks.seen + .seconds(60) else { return nil }
            view.marks.seen = seen
            return seen
        }
        guard let moved else { return }
        writer.seen = moved
        ClockFile.write(moved, absolutePath, writer.state.marks, files)
    }

    /// Lets decisions see what was written.
    ///
    /// Where it cannot be read at the moment, they go by what they know, until the next call.
    func publish(_ writer: inout LedgerWriter, at now: Timestamp) throws(LedgerError) {
        writer.mustPublish = true
        let (running, known) = view.withLock { ($0.clock, $0.marks) }
        let marks = writer.marks
        // A newer signed time, or a reset, is where the measuring begins anew: it heals a clock that
        // ran ahead before.
        let isHealed = marks.signed != known.signed || marks.resets != known.resets
        let clock =
            isHealed
            ? RunningClock(reading: now, elapsed: machine.elapsed(), marks: marks) : running
        let fresh: LedgerView
        do throws(FileFault) {
            fresh = try writer.view(pinned, clock: clock, device: device, machine, files)
        } catch {
            throw .file(error)
        }
        writer.mustPublish = false
        view.withLock { $0 = fresh }
    }
}

extension LedgerView {
    /// The seat, which a ledger that was copied to another machine does not have.
    var seatFact: ActivationFact {
        guard !isOfThisMachine, case .seat(let seat) = seat else { return seat }
        return .seat(seat.onOtherMachine)
    }
}
