extension VerifiedLicense {
    /// Decides whether the license may be used at a moment (Token-Format, policy).
    ///
    /// Pure: the answer depends on the arguments and on nothing else. Every failing step is
    /// reported, in the order of the steps. Costs far less than the verification.
    public func evaluate(_ facts: Facts, at now: Timestamp) -> Decision {
        var findings = Findings()
        judgeScope(facts, &findings)
        judgeTime(facts, now, &findings)
        judgeBundle(facts.trust, facts.bundleAge, now, &findings)
        judgeStatus(facts, now, &findings)
        judgeConditions(facts.conditions, &findings)
        judgeActivation(facts.activation, now, &findings)
        judgeUsage(facts.usage, facts.activation, &findings)
        judgeRelease(facts.release, &findings)
        return Decision(
            reasons: findings.reasons, warnings: findings.warnings,
            enforcement: claims.enforcement)
    }

    private struct Findings {
        var reasons: [Reason] = []
        var warnings: [Warning] = []
    }

    /// Step 13.
    private func judgeScope(_ facts: Facts, _ findings: inout Findings) {
        if claims.organization != facts.organization {
            findings.reasons.append(.otherOrganization(claims.organization))
        }
        if !facts.benefit.accepts(claims.benefit) {
            findings.reasons.append(.otherBenefit(claims.benefit))
        }
        if !facts.prefix.accepts(claims.prefix) {
            findings.reasons.append(.otherPrefix(claims.prefix))
        }
    }

    /// Steps 14 and 15.
    private func judgeTime(_ facts: Facts, _ now: Timestamp, _ findings: inout Findings) {
        judgeClock(facts.clock, now, &findings)
        if now < claims.issuedAt - Limits.clockTolerance {
            findings.reasons.append(.clockBehind(issuedAt: claims.issuedAt))
        } else if now < claims.issuedAt {
            findings.warnings.append(.clockSlightlyBehind(issuedAt: claims.issuedAt))
        }
        if let notBefore = claims.notBefore, now < notBefore {
            findings.reasons.append(.notYetValid(from: notBefore))
        }
        guard let expiresAt = expiry(facts.activation) else { return }
        let graceEnd = expiresAt + (claims.grace ?? .zero)
        if now >= graceEnd {
            findings.reasons.append(.expired(at: expiresAt))
        } else if now >= expiresAt {
            findings.warnings.append(.inGrace(expiredAt: expiresAt, until: graceEnd))
        } else if now >= expiresAt - facts.expiryNotice {
            findings.warnings.append(.expiresSoon(at: expiresAt))
        }
    }

    /// Step 14, for a device that remembers times.
    ///
    /// What was signed proves a time, so a clock behind it is wrong. What the clock said before
    /// proves nothing: one boot in a wrong year must not end an honest machine, so it only keeps
    /// time from running backwards.
    private func judgeClock(_ clock: ClockFact, _ now: Timestamp, _ findings: inout Findings) {
        guard case .reading(let reading, let signed) = clock else { return }
        if reading < signed - Limits.clockTolerance {
            findings.reasons.append(.clockBehindSigned(at: signed))
        } else if reading < now - Self.clockJitter {
            findings.warnings.append(.clockHeld(at: now, reading: reading))
        }
    }

    /// How far a clock may run backwards before somebody should know: time servers set clocks.
    static let clockJitter = Duration.seconds(300)

    /// A seat may end the license earlier than it says, never later: who hands out seats issues no
    /// licenses.
    func expiry(_ fact: ActivationFact) -> Timestamp? {
        guard case .seat(let seat) = fact, let override = seat.expiryOverride else {
            return claims.expiresAt
        }
        return claims.expiresAt.map { min($0, override) } ?? override
    }

    /// Step 16, for a program whose keys come out of a trust bundle.
    private func judgeBundle(
        _ trust: TrustFact, _ age: BundleAge, _ now: Timestamp, _ findings: inout Findings
    ) {
        guard case .bundle(let issuedAt, let expiresAt) = trust else { return }
        if let limit = age.refuseAfter, now > issuedAt + limit {
            findings.reasons.append(.bundleTooOld(issuedAt: issuedAt, limit: limit))
        } else if now >= expiresAt {
            findings.warnings.append(.bundleExpired(at: expiresAt))
        } else if let limit = age.warnAfter, now > issuedAt + limit {
            findings.warnings.append(.bundleDue(issuedAt: issuedAt))
        }
    }

    /// Steps 16 and 17.
    ///
    /// The license is itself a signed statement "valid when minted", so where nothing newer is known its
    /// age counts. A list may deny for ever, and allow until it expires.
    private func judgeStatus(_ facts: Facts, _ now: Timestamp, _ findings: inout Findings) {
        guard let statement = statusStatement(facts.status) else {
            judgeAge(of: claims.issuedAt, now, &findings)
            if claims.statusIndex != nil, !isTooOld(claims.issuedAt, now) {
                findings.warnings.append(.statusNotKnown(since: claims.issuedAt))
            }
            return
        }
        if now < statement.issuedAt - Limits.clockTolerance {
            findings.reasons.append(.clockBehind(issuedAt: statement.issuedAt))
        }
        if isTooOld(statement.issuedAt, now) {
            judgeAge(of: statement.issuedAt, now, &findings)
        } else if now >= statement.expiresAt {
            findings.warnings.append(.statusListExpired(at: statement.expiresAt))
        } else if now >= statement.dueAt {
            findings.warnings.append(.statusListDue(issuedAt: statement.issuedAt))
        }
        switch statement.status {
        case .valid where statement.isDisputed:
            findings.reasons.append(.statusDisputed(asOf: statement.issuedAt))
        case .valid: break
        case .invalid: findings.reasons.append(.revoked(asOf: statement.issuedAt))
        case .suspended: findings.reasons.append(.suspended(asOf: statement.issuedAt))
        case .applicationSpecific:
            findings.reasons.append(.statusNotUnderstood(asOf: statement.issuedAt))
        }
    }

    private func isTooOld(_ known: Timestamp, _ now: Timestamp) -> Bool {
        claims.offline.map { now > known + $0 } ?? false
    }

    private func judgeAge(of known: Timestamp, _ now: Timestamp, _ findings: inout Findings) {
        guard let offline = claims.offline, isTooOld(known, now) else { return }
        findings.reasons.append(.statusTooOld(knownAsOf: known, offline: offline))
    }

    /// Step 18.
    private func judgeConditions(_ fact: ConditionFact, _ findings: inout Findings) {
        guard case .presented(let presented) = fact else {
            if !claims.conditions.isEmpty { findings.warnings.append(.notJudged(.conditions)) }
            return
        }
        for condition in claims.conditions {
            // A name presented twice must not hide a value behind the one that fits.
            let values = presented.filter { $0.key == condition.key }.map { $0.value }
            if values.isEmpty {
                findings.reasons.append(.conditionMissing(condition))
            } else if values.contains(where: { $0 != condition.value }) {
                findings.reasons.append(.conditionDiffers(condition))
            }
        }
        for condition in presented
        where !claims.conditions.contains(where: { $0.key == condition.key }) {
            findings.reasons.append(.conditionUnknown(condition.key))
        }
    }

    /// Step 19.
    private func judgeActivation(
        _ fact: ActivationFact, _ now: Timestamp, _ findings: inout Findings
    ) {
        guard claims.activationLimit != .notUsed else { return }
        switch fact {
        case .notActivated: findings.reasons.append(.notActivated(claims.activationLimit))
        case .notJudged: findings.warnings.append(.notJudged(.activation))
        case .seat(let seat):
            if seat.license != claims.license || seat.organization != claims.organization {
                findings.reasons.append(.seatOfOtherLicense(seat.license))
            }
            if !seat.isOfThisMachine { findings.reasons.append(.seatOfOtherMachine) }
            guard let leaseEnd = seat.leaseEnd else { return }
            if now >= leaseEnd {
                findings.reasons.append(.leaseEnded(at: leaseEnd))
            } else if now >= leaseEnd - Self.leaseNotice {
                findings.warnings.append(.leaseEndsSoon(at: leaseEnd))
            }
        }
    }

    /// How long before the end of a lease the warnings begin.
    static let leaseNotice = Duration.seconds(7 * 86_400)

    /// Step 20.
    private func judgeUsage(
        _ fact: UsageFact, _ activation: ActivationFact, _ findings: inout Findings
    ) {
        guard let limit = claims.usageLimit else { return }
        switch fact {
        case .unknown: findings.reasons.append(.usageUnknown(limit: limit))
        case .used(let used) where used >= limit:
            findings.reasons.append(.usageExhausted(used: used, limit: limit))
        case .used(let used):
            guard case .seat(let seat) = activation, let allowance = seat.allowance,
                used >= allowance
            else { return }
            findings.reasons.append(.allowanceExhausted(used: used, allowance: allowance))
        case .notJudged: findings.warnings.append(.notJudged(.usage))
        }
    }

    /// Step 21.
    private func judgeRelease(_ fact: ReleaseFact, _ findings: inout Findings) {
        guard claims.updatesUntil != nil || claims.maxMajorVersion != nil else { return }
        switch fact {
        case .unknown: findings.reasons.append(.releaseUnknown)
        case .notJudged: findings.warnings.append(.notJudged(.release))
        case .build(let releasedAt, let majorVersion):
            if let updatesUntil = claims.updatesUntil, releasedAt > updatesUntil {
                findings.reasons.append(
                    .releasedTooLate(releasedAt: releasedAt, updatesUntil: updatesUntil))
            }
            if let limit = claims.maxMajorVersion, majorVersion > limit {
                findings.reasons.append(.majorVersionTooHigh(majorVersion, limit: limit))
            }
        }
    }
}
