import LicenseSync
import LicenseVerifier
import SQLDatabase

/// One transaction of validations: the licenses that it reads, and what it counts for each.
struct ValidationSession {
    private struct Count {
        var validations: Int64 = 0
        var units: Int64 = 0
    }

    private let change: Change
    private let dialect: SQLDialect
    /// The licenses that keys are found to name, for those who asked for their organization.
    private var names: [KeyReference: [OrganizationID?: LicenseID]] = [:]
    /// The signed keys of which no more has to be found out than whether they are still good.
    private var asked: [KeyReference: Set<OrganizationID?>] = [:]
    private var licenses: [LicenseID: LicenseDetails] = [:]
    private var counts: [LicenseID: Count] = [:]
    private var refusals: [DayCountChanges.Key: Int64] = [:]
    /// Seats that were not validated for an hour.
    private var seen: Set<ActivationID> = []

    init(_ change: Change, _ dialect: SQLDialect) {
        self.change = change
        self.dialect = dialect
    }

    /// Judges validations in their order, and counts those that are good.
    mutating func validate(
        _ validations: [Validation]
    ) throws(RegistryError) -> [Result<ValidatedLicense, LicenseKeyRefusal>] {
        try change.registryStatus?.requireCurrent()
        try lookUp(validations)
        try take()
        var results: [Result<ValidatedLicense, LicenseKeyRefusal>] = []
        for validation in validations {
            let result = try judge(validation)
            if case .failure(let refusal) = result { note(refusal, of: validation) }
            results.append(result)
        }
        try write()
        return results
    }

    /// Finds the licenses that may be meant, which are those of the organizations that are asked for; a
    /// signed key says itself which license it is of.
    private mutating func lookUp(_ validations: [Validation]) throws(RegistryError) {
        var texts: [(key: KeyReference, organization: OrganizationID?)] = []
        let owners = try owners(of: validations)
        for validation in validations {
            switch validation.key {
            case .token(let id, _):
                if validation.organization.map({ $0 == owners[id] }) ?? true {
                    counts[id] = Count()
                    asked[validation.key, default: []].insert(validation.organization)
                }
            case .text: texts.append((validation.key, validation.organization))
            }
        }
        for (text, id) in zip(texts, try KeyQueries(change).licenses(ofTexts: texts)) {
            guard let id else { continue }
            names[text.key, default: [:]][text.organization] = id
            counts[id] = Count()
        }
    }

    /// Whose the licenses are that signed keys name, where it matters.
    private func owners(
        of validations: [Validation]
    ) throws(RegistryError) -> [LicenseID: OrganizationID] {
        let ids = validations.compactMap { validation -> LicenseID? in
            guard case .token(let id, _) = validation.key, validation.organization != nil else {
                return nil
            }
            return id
        }
        return try LicenseQueries(change).organizations(of: Set(ids))
    }

    /// Takes the rows of all licenses, and finds out which of the signed keys are still theirs.
    private mutating func take() throws(RegistryError) {
        licenses = try LicenseLocks(change, dialect).take(Array(counts.keys))
        for (key, organizations) in asked {
            guard case .token(let id, let digest) = key, let license = licenses[id],
                try KeyQueries(change).isGood(digest, of: license.record)
            else { continue }
            for organization in organizations {
                names[key, default: [:]][organization] = id
            }
        }
    }

    private mutating func judge(
        _ validation: Validation
    ) throws(RegistryError) -> Result<ValidatedLicense, LicenseKeyRefusal> {
        guard let id = names[validation.key]?[validation.organization],
            var license = licenses[id]
        else { return .failure(.unknown) }
        if let refusal = license.refusal(at: change.now) { return .failure(refusal) }
        let demands = validation.demands
        var seat: Seat?
        if let asked = demands.seat {
            guard let found = try SeatQueries(change).seat(asked, of: id), !found.isFreed
            else { return .failure(.unknownSeat) }
            guard found.conditions.isEmpty || found.conditions == demands.conditions else {
                return .failure(.conditions)
            }
            seat = found
        }
        if let benefit = demands.benefit, benefit != license.claims.benefit {
            return .failure(.otherBenefit)
        }
        if let customer = demands.customer, customer != license.customer.id {
            return .failure(.otherCustomer)
        }
        if demands.units > 0, let left = license.unitsLeft, demands.units > left {
            return .failure(.units(left: left))
        }
        count(demands.units, for: id, &license)
        if let seat { see(seat) }
        return .success(ValidatedLicense(license: license, seat: seat))
    }

    /// A refusal about a license of the organization that was asked for.
    private mutating func note(_ refusal: LicenseKeyRefusal, of validation: Validation) {
        guard let id = names[validation.key]?[validation.organization],
            let license = licenses[id]
        else { return }
        let key = DayCountChanges.Key(
            organization: license.claims.organization, kind: .refusals, code: refusal.code)
        refusals[key, default: 0] += 1
    }

    private mutating func count(
        _ units: Int64, for id: LicenseID, _ license: inout LicenseDetails
    ) {
        counts[id, default: Count()].validations += 1
        counts[id, default: Count()].units += units
        license.validations += 1
        license.uses += units
        license.validatedAt = change.now
        license.changedAt = change.now
        licenses[id] = license
    }

    /// Notes that a seat was validated, where that is news: once an hour suffices.
    private mutating func see(_ seat: Seat) {
        let news = Duration.seconds(ActivationRecord.seenResolution)
        guard !seat.isDevice, seat.seenAt.map({ change.now >= $0 + news }) ?? true else { return }
        seen.insert(seat.id)
    }

    private func write() throws(RegistryError) {
        if !seen.isEmpty {
            try change.run(
                "UPDATE seat SET seen_at = $2 WHERE id = $1",
                each: seen.sorted().map { [.id($0), .time(change.now)] })
        }
        let counted = counts.filter { $0.value.validations > 0 }
        try change.run(
            """
            UPDATE license SET answers = answers + CASE WHEN $3 = 0 THEN 0 ELSE 1 END,
                validations = validations + $2, uses = uses + $3, validated_at = $4, changed_at = $4
            WHERE id = $1
            """,
            each: counted.keys.sorted().map { id in
                let count = counts[id] ?? Count()
                return [
                    .id(id), .integer(count.validations), .integer(count.units),
                    .time(change.now),
                ]
            })
        for (id, count) in counted where count.units > 0 { try announceLimit(id, count) }
        try MonthCountChanges(change).add(
            counted.sorted { $0.key < $1.key }.map { ($0.key, .units, $0.value.units) })
        try writeDay(counted)
    }

    private func writeDay(_ counted: [LicenseID: Count]) throws(RegistryError) {
        var sums = refusals
        for (id, count) in counted {
            guard let organization = licenses[id]?.claims.organization else { continue }
            for (kind, amount) in [
                (DayCountKind.validations, count.validations), (.units, count.units),
            ] {
                sums[DayCountChanges.Key(organization: organization, kind: kind), default: 0] +=
                    min(max(amount, 0), 1 << 40)
            }
        }
        try DayCountChanges(change).add(sums)
    }

    /// Tells that a license's units came to their limit, on the step that took the last of them.
    private func announceLimit(_ id: LicenseID, _ count: Count) throws(RegistryError) {
        guard let license = licenses[id], let limit = license.claims.usageLimit,
            license.usage >= Int64(clamping: limit),
            license.usage - count.units < Int64(clamping: limit)
        else { return }
        try EventChanges(change).record(.usageLimitReached, of: id) { snapshot in
            snapshot.usage = EventSnapshot.UsageSnapshot(
                counter: "usage", used: UInt64(clamping: license.usage), limit: limit)
        }
    }
}
