public import LicenseVerifier
import SQLDatabase

/// What is asked of a license key when it is validated, and what is counted.
public struct Validation: Sendable {
    /// The key.
    public let key: KeyReference
    /// Whose the license must be; nil for anybody's.
    public let organization: OrganizationID?
    /// A seat that must be taken, with its conditions.
    public var seat: ActivationID?
    /// What is presented for the seat.
    public var conditions = Attributes()
    /// Of which benefit the license must be.
    public var benefit: BenefitID?
    /// Whose customer's it must be.
    public var customer: CustomerID?
    /// How many units are used by it; never negative.
    public var units: Int64 = 0

    /// A validation of a key alone.
    public init(_ key: KeyReference, of organization: OrganizationID?) {
        self.key = key
        self.organization = organization
    }
}

/// A license that was found good, with what was counted included.
public struct ValidatedLicense: Sendable {
    /// The license.
    public let license: LicenseDetails
    /// The seat that was asked for.
    public let seat: Seat?
}

extension Registry {
    /// Validates license keys and counts it, all in one transaction.
    ///
    /// Each is judged after those before it; one that is refused counts nothing. State, end, seat,
    /// conditions, benefit, customer and units are looked at in this order. Every license is read
    /// and written once, however often it comes, so that many callers of one key cost little more
    /// than one.
    public func validate(
        _ validations: [Validation], now: Timestamp
    ) throws(RegistryError) -> [Result<ValidatedLicense, LicenseKeyRefusal>] {
        try transactions.changeOutOfTurn(at: now) { (writer) throws(RegistryError) in
            var session = ValidationSession(now: now)
            try session.lookUp(validations, writer)
            try session.take(validations, writer, database.dialect)
            var results: [Result<ValidatedLicense, LicenseKeyRefusal>] = []
            for validation in validations {
                results.append(try session.judge(validation, writer))
            }
            try session.write(writer)
            return results
        }
    }
}

/// One transaction of validations: the licenses that it reads, and what it counts for each.
private struct ValidationSession {
    private struct Count {
        var validations: Int64 = 0
        var units: Int64 = 0
    }

    let now: Timestamp
    private var names: [KeyReference: [OrganizationID?: LicenseID]] = [:]
    private var licenses: [LicenseID: LicenseDetails] = [:]
    private var counts: [LicenseID: Count] = [:]

    init(now: Timestamp) {
        self.now = now
    }

    /// Finds the licenses that may be meant; a signed key says it itself.
    mutating func lookUp(
        _ validations: [Validation], _ reader: any Reading
    ) throws(RegistryError) {
        var texts: [(key: KeyReference, organization: OrganizationID?)] = []
        for validation in validations {
            switch validation.key {
            case .token(let id, _): counts[id] = Count()
            case .text: texts.append((validation.key, validation.organization))
            }
        }
        for (text, id) in zip(texts, try Registry.licenses(ofTexts: texts, reader)) {
            guard let id else { continue }
            names[text.key, default: [:]][text.organization] = id
            counts[id] = Count()
        }
    }

    /// Takes the rows of all licenses, and finds out which of the signed keys are still theirs.
    mutating func take(
        _ validations: [Validation], _ writer: Change, _ dialect: SQLDialect
    ) throws(RegistryError) {
        licenses = try Registry.lockedLicenses(Array(counts.keys), now, writer, dialect)
        for validation in validations {
            guard case .token(let id, let digest) = validation.key,
                names[validation.key]?[validation.organization] == nil,
                let license = licenses[id],
                try Registry.isGood(digest, of: license.record, writer)
            else { continue }
            names[validation.key, default: [:]][validation.organization] = id
        }
    }

    mutating func judge(
        _ validation: Validation, _ reader: any Reading
    ) throws(RegistryError) -> Result<ValidatedLicense, LicenseKeyRefusal> {
        guard let id = names[validation.key]?[validation.organization],
            var license = licenses[id],
            validation.organization.map({ $0 == license.claims.organization }) ?? true
        else { return .failure(.unknown) }
        if let refusal = license.refusal(at: now) { return .failure(refusal) }
        var seat: Seat?
        if let asked = validation.seat {
            guard let found = try Registry.seat(asked, reader), found.license == id,
                found.freedAt == nil
            else { return .failure(.unknownSeat) }
            guard found.conditions.isEmpty || found.conditions == validation.conditions else {
                return .failure(.conditions)
            }
            seat = found
        }
        if let benefit = validation.benefit, benefit != license.claims.benefit {
            return .failure(.otherBenefit)
        }
        if let customer = validation.customer, customer != license.customer.id {
            return .failure(.otherCustomer)
        }
        if validation.units > 0, let left = license.unitsLeft, validation.units > left {
            return .failure(.units(left: left))
        }
        count(validation.units, for: id, &license)
        return .success(ValidatedLicense(license: license, seat: seat))
    }

    private mutating func count(
        _ units: Int64, for id: LicenseID, _ license: inout LicenseDetails
    ) {
        counts[id, default: Count()].validations += 1
        counts[id, default: Count()].units += units
        license.validations += 1
        license.uses += units
        license.validatedAt = now
        license.changedAt = now
        licenses[id] = license
    }

    func write(_ writer: Change) throws(RegistryError) {
        let counted = counts.filter { $0.value.validations > 0 }
        try writer.run(
            """
            UPDATE license SET validations = validations + $2, uses = uses + $3,
                validated_at = $4, changed_at = $4
            WHERE id = $1
            """,
            each: counted.keys.sorted().map { id in
                let count = counts[id] ?? Count()
                return [
                    .blob(id.bytes), .integer(count.validations), .integer(count.units),
                    .integer(now.secondsSinceEpoch),
                ]
            })
        for (id, count) in counted where count.units > 0 { try announceLimit(id, count, writer) }
    }

    /// Tells that a license's units came to their limit, on the step that took the last of them.
    private func announceLimit(
        _ id: LicenseID, _ count: Count, _ writer: Change
    ) throws(RegistryError) {
        guard let license = licenses[id], let limit = license.claims.usageLimit,
            license.usage >= Int64(clamping: limit),
            license.usage - count.units < Int64(clamping: limit)
        else { return }
        try Registry.emit(.usageLimitReached, of: id, now: now, writer) { snapshot in
            snapshot.usage = EventSnapshot.UsageSnapshot(
                counter: "usage", used: UInt64(clamping: license.usage), limit: limit)
        }
    }
}
