/// What will be decided about a license as time passes.
public struct Timeline: Equatable, Sendable {
    /// A stretch with one decision, which holds until the next stretch begins.
    public struct Stretch: Equatable, Sendable {
        /// The first moment of the stretch.
        public let begins: Timestamp
        /// The decision throughout it.
        public let decision: Decision
    }

    /// The stretches in order; the first begins at the moment that was asked for.
    public let stretches: [Stretch]

    /// The decision at a moment; nil before the timeline begins.
    public func decision(at moment: Timestamp) -> Decision? {
        stretches.last { $0.begins <= moment }?.decision
    }
}

extension VerifiedLicense {
    /// The decisions from one moment to another, both included, with these facts throughout.
    ///
    /// A decision changes only at moments that the claims name, so evaluating there is the same as
    /// evaluating at every second.
    public func timeline(
        _ facts: Facts, from start: Timestamp, through end: Timestamp
    ) -> Timeline {
        var stretches = [Timeline.Stretch(begins: start, decision: evaluate(facts, at: start))]
        for moment in turningPoints(facts).sorted() where moment > start && moment <= end {
            let decision = evaluate(facts, at: moment)
            if decision != stretches.last?.decision {
                stretches.append(Timeline.Stretch(begins: moment, decision: decision))
            }
        }
        return Timeline(stretches: stretches)
    }

    /// Every moment at which a comparison in `evaluate` changes its outcome.
    private func turningPoints(_ facts: Facts) -> [Timestamp] {
        var points = [claims.issuedAt - Limits.clockTolerance, claims.issuedAt]
        if let notBefore = claims.notBefore { points.append(notBefore) }
        if let expiresAt = expiry(facts.activation) {
            points.append(expiresAt - facts.expiryNotice)
            points.append(expiresAt)
            points.append(expiresAt + (claims.grace ?? .zero))
        }
        if let offline = claims.offline {
            // The status may be exactly as old as the license says; the second after is too old.
            let known = statusStatement(facts.status)?.issuedAt ?? claims.issuedAt
            points.append(known + offline + .seconds(1))
        }
        if let statement = statusStatement(facts.status) {
            points += [
                statement.issuedAt - Limits.clockTolerance, statement.dueAt, statement.expiresAt,
            ]
        }
        if case .bundle(let issuedAt, let expiresAt) = facts.trust {
            let ages = [facts.bundleAge.warnAfter, facts.bundleAge.refuseAfter]
            points.append(expiresAt)
            points += ages.compactMap { age in age.map { issuedAt + $0 + .seconds(1) } }
        }
        if case .seat(let seat) = facts.activation, let leaseEnd = seat.leaseEnd {
            points += [leaseEnd - Self.leaseNotice, leaseEnd]
        }
        return points
    }
}
