public import LicenseSync
public import LicenseVerifier
import Synchronization

/// Units that were counted.
public struct Consumption: Equatable, Sendable {
    /// What this device has used in all.
    public let used: UInt64
    /// What is left before the device must report, or for good; nil where there is no limit.
    public let left: UInt64?
}

/// One call of `consume`, on its way to the disk.
package struct UsageRequest: Sendable {
    let amount: UInt64
    let meter: Meter
    let time: Timestamp

    /// Units of a meter, at a moment of the machine's clock.
    package init(amount: UInt64, meter: Meter, time: Timestamp) {
        self.amount = amount
        self.meter = meter
        self.time = time
    }

    /// Whether there is something to count, and not more than a ledger counts in all.
    package var isCountable: Bool { (1...UInt64(Limits.maxCount)).contains(amount) }
}

extension Ledger {
    /// Counts units, and returns when they are on the disk.
    ///
    /// Counts all of them or none: throws `exhausted` or `allowanceExhausted` when fewer are left.
    /// Looks at the seat, the limit and the allowance alone: ask `decision` first, since units of an
    /// expired or revoked license are counted like any others.
    /// Callers of many threads share one write, so call it from as many as there are. After an error
    /// of the disk the units are not counted, or, where nobody can say, `mustBeReopened` follows and
    /// the next start finds out; nothing is ever counted twice.
    @discardableResult
    public func consume(
        _ amount: UInt64 = 1, of meter: Meter = .units, at now: Timestamp
    ) throws(LedgerError) -> Consumption {
        let request = UsageRequest(amount: amount, meter: meter, time: now)
        guard request.isCountable else { throw .amount }
        return try commits.submit(request).get()
    }

    /// Counts units, and returns when they are on the disk; for tasks, whose threads it does not
    /// block.
    ///
    /// What holds for threads holds here. A task that is cancelled meanwhile waits all the same,
    /// since its units may be on the disk already.
    @discardableResult
    public func consume(
        _ amount: UInt64 = 1, of meter: Meter = .units, at now: Timestamp
    ) async throws(LedgerError) -> Consumption {
        let request = UsageRequest(amount: amount, meter: meter, time: now)
        guard request.isCountable else { throw .amount }
        return try await commits.submit(request).get()
    }

    /// Counts for several callers at once with one flush for each 256 of them, and returns when their
    /// units are on the disk.
    ///
    /// Each amount is counted or refused by itself, in order. For a binding whose callers wait on
    /// something else than a thread or a task.
    package func consume(
        each requests: [UsageRequest]
    ) -> [Result<Consumption, LedgerError>] {
        let counted = requests.filter(\.isCountable)
        var answers = stride(from: 0, to: counted.count, by: Journal.maxBatch).flatMap { start in
            commit(Array(counted[start..<min(start + Journal.maxBatch, counted.count)]))
        }[...]
        return requests.map { request in
            request.isCountable ? answers.popFirst() ?? .failure(.missing) : .failure(.amount)
        }
    }

    /// Counts for all who wait, under the directory's lock.
    func commit(_ requests: [UsageRequest]) -> [Result<Consumption, LedgerError>] {
        writer.withLock { writer in
            do throws(LedgerError) {
                let known = writer.rereads
                let now = requests.lazy.map(\.time).max() ?? .earliest
                _ = try writer.lock(files)
                defer { files.unlock(writer.lockFile) }
                if writer.rereads != known || writer.mustPublish {
                    try publish(&writer, at: now)
                }
                keepClock(&writer, at: now, elapsed: machine.elapsed())
                return try count(requests, &writer)
            } catch {
                return requests.map { _ in .failure(error) }
            }
        }
    }

    private func count(
        _ requests: [UsageRequest], _ writer: inout LedgerWriter
    ) throws(LedgerError) -> [Result<Consumption, LedgerError>] {
        let (budget, clock, marks) = view.withLock { ($0.budget, $0.clock, $0.marks) }
        let elapsed = machine.elapsed()
        var totals = writer.journal.position.usage
        var uses: [JournalUse] = []
        let results = requests.map { request -> Result<Consumption, LedgerError> in
            let time = clock.time(reading: request.time, elapsed: elapsed, marks: marks)
            do throws(LedgerError) {
                let left = try budget.take(request, at: time, from: &totals)
                uses.append(JournalUse(time: time, meter: request.meter, amount: request.amount))
                return .success(Consumption(used: totals[request.meter], left: left))
            } catch {
                return .failure(error)
            }
        }
        guard !uses.isEmpty else {
            view.withLock { $0.usage = totals }
            return results
        }
        if writer.journal.isFull(for: uses.count) {
            try rotate(&writer)
        }
        try writer.journal.append(uses, files)
        let usage = writer.journal.position.usage
        view.withLock { $0.usage = usage }
        return results
    }

    private func rotate(_ writer: inout LedgerWriter) throws(LedgerError) {
        writer.mustReread = true
        do throws(FileFault) {
            try writer.announce(files)
        } catch {
            throw .file(error)
        }
        try writer.journal.rotate(files)
        writer.mustReread = false
    }
}

/// How much a device may use.
struct UsageBudget: Sendable {
    /// Why it may use nothing at all.
    let refusal: LedgerError?
    /// The end of the lease, after which it may use nothing.
    let leaseEnd: Timestamp?
    /// The license's units; nil where it is not metered.
    let limit: UInt64?
    /// The units that this device may use before it reports; nil where nobody shares the limit.
    let allowance: UInt64?

    /// Adds to a total what is left for it; says what is left then.
    func take(
        _ request: UsageRequest, at now: Timestamp, from totals: inout UsageTotal
    ) throws(LedgerError) -> UInt64? {
        if let refusal { throw refusal }
        if let leaseEnd, now >= leaseEnd { throw .leaseEnded(at: leaseEnd) }
        let used = totals[request.meter]
        let (total, overflow) = used.addingReportingOverflow(request.amount)
        guard !overflow, total <= UInt64(Limits.maxCount) else { throw .amount }
        // Version 1 limits the first meter; the others only count.
        guard request.meter == .units else {
            guard used > 0 || Self.hasRoomForMeter(in: totals) else {
                throw .tooManyMeters(limit: JournalSegment.maxMeters)
            }
            totals.raise(request.meter, to: total)
            return nil
        }
        if let limit, total > limit {
            throw .exhausted(left: limit > used ? limit - used : 0, used: used, limit: limit)
        }
        if let allowance, total > allowance {
            throw .allowanceExhausted(
                left: allowance > used ? allowance - used : 0, used: used, allowance: allowance)
        }
        totals.raise(request.meter, to: total)
        return ceiling.map { $0 - total }
    }

    /// One place is kept for the meter that is limited.
    private static func hasRoomForMeter(in totals: UsageTotal) -> Bool {
        totals.entries.count { $0.meter != .units } < JournalSegment.maxMeters - 1
    }

    private var ceiling: UInt64? {
        guard let limit, let allowance else { return limit ?? allowance }
        return min(limit, allowance)
    }
}

extension LedgerView {
    var budget: UsageBudget {
        guard let license else {
            return UsageBudget(
                refusal: licenseFault.map { .license($0) } ?? .noLicense, leaseEnd: nil,
                limit: nil, allowance: nil)
        }
        let limit = license.claims.usageLimit
        if hasEnded {
            return UsageBudget(refusal: .ended, leaseEnd: nil, limit: limit, allowance: nil)
        }
        switch seatFact {
        case .seat(let seat):
            return UsageBudget(
                refusal: seat.isOfThisMachine ? nil : .otherMachine, leaseEnd: seat.leaseEnd,
                // A certificate without an allowance is of a time when the license had no limit.
                limit: limit, allowance: limit == nil ? nil : seat.allowance ?? 0)
        case .notActivated, .notJudged:
            let isNeeded = license.claims.activationLimit != .notUsed
            return UsageBudget(
                refusal: !isOfThisMachine ? .otherMachine : isNeeded ? .notActivated : nil,
                leaseEnd: nil, limit: limit, allowance: nil)
        }
    }
}
