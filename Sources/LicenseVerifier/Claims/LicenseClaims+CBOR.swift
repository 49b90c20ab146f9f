package import CBOR
import COSE

extension LicenseClaims {
    /// Reads a payload whose signature has been checked (verification steps 9 and 10).
    init(payload: ArraySlice<UInt8>) throws(LicenseError) {
        let item: CBORItem
        do throws(CBORError) {
            item = try CBORDecoder.decode(
                payload, limits: CBORLimits(depth: Limits.maxDepth, entries: Limits.maxEntries))
        } catch {
            throw .payload(error)
        }
        do throws(ClaimsError) {
            guard let map = item.map else { throw .outOfRange(.claims) }
            try self.init(ClaimsReader(map))
            try checkRanges()
        } catch {
            throw .claims(error)
        }
    }

    private init(_ claims: ClaimsReader<ClaimsError>) throws(ClaimsError) {
        try claims.refuseUnknown { ClaimLabel(rawValue: $0) != nil }
        let license = ClaimsReader<ClaimsError>(try claims.required(.license))
        try license.refuseUnknown { LicenseLabel.isKnown($0) }
        self.init(
            try license.required(.licenseID), of: try license.required(.organization),
            benefit: try license.required(.benefit), prefix: try license.required(.prefix),
            issuedAt: try claims.required(.issuedAt))
        notBefore = try claims.value(.notBefore)
        expiresAt = try claims.value(.expiresAt)
        for label in LicenseLabel.allCases { try read(label, license) }
        extensions = license.map.extensions
    }

    private mutating func read(
        _ label: LicenseLabel, _ license: ClaimsReader<ClaimsError>
    ) throws(ClaimsError) {
        switch label {
        // Without these there are no claims to add to.
        case .licenseID, .organization, .benefit, .prefix: break
        case .activationLimit: activationLimit = try license.value(label) ?? .notUsed
        case .usageLimit: usageLimit = try license.value(label)
        case .conditions:
            conditions =
                try license.value(label.rawValue, label.name) { [Condition](claim: $0) } ?? []
        case .entitlements: entitlements = try license.value(label) ?? []
        case .statusIndex: statusIndex = try license.value(label)
        case .customer: customer = try license.value(label)
        case .offline: offline = try license.value(label)
        case .grace: grace = try license.value(label)
        case .critical: critical = try license.value(label) ?? []
        case .updatesUntil: updatesUntil = try license.value(label)
        case .maxMajorVersion: maxMajorVersion = try license.value(label)
        case .enforcement: enforcement = try license.value(label) ?? .deny
        }
    }
}

extension LicenseClaims {
    /// The one payload that says these claims, or why they cannot be said.
    package func payload() throws(LicenseError) -> [UInt8] {
        let payload: [UInt8]
        do throws(ClaimsError) {
            try checkRanges()
            payload = try encoded()
        } catch {
            throw .claims(error)
        }
        guard payload.count <= Limits.maxLicensePayload else {
            throw .message(
                .payloadTooLong(count: payload.count, limit: Limits.maxLicensePayload))
        }
        return payload
    }

    private func encoded() throws(ClaimsError) -> [UInt8] {
        var claims = ClaimsWriter(capacity: 192)
        try claims.write(.expiresAt, expiresAt)
        try claims.write(.notBefore, notBefore)
        try claims.write(.issuedAt, issuedAt)
        var license = ClaimsWriter(capacity: 160)
        for label in LicenseLabel.allCases { try write(label, to: &license) }
        for entry in extensions.entries { license.write(entry.key, entry.value) }
        guard license.count <= Limits.maxEntries else { throw .outOfRange(.extensions) }
        claims.write(ClaimLabel.license.rawValue, license)
        return claims.encoded
    }

    private func write(
        _ label: LicenseLabel, to license: inout ClaimsWriter
    ) throws(ClaimsError) {
        switch label {
        case .prefix: try license.write(label, prefix)
        case .organization: try license.write(label, organization)
        case .benefit: try license.write(label, benefit)
        case .activationLimit:
            try license.write(label, activationLimit == .notUsed ? nil : activationLimit)
        case .usageLimit: try license.write(label, usageLimit)
        case .conditions: try license.write(label, conditions.claim)
        case .entitlements: try license.write(label, entitlements.isEmpty ? nil : entitlements)
        case .statusIndex: try license.write(label, statusIndex)
        case .customer: try license.write(label, customer)
        case .offline: try license.write(label, offline)
        case .grace: try license.write(label, grace)
        case .critical: try license.write(label, critical.isEmpty ? nil : critical)
        case .updatesUntil: try license.write(label, updatesUntil)
        case .maxMajorVersion: try license.write(label, maxMajorVersion)
        case .enforcement: try license.write(label, enforcement == .deny ? nil : enforcement)
        case .licenseID: try license.write(label, self.license)
        }
    }
}

// MARK: - Values of a license alone

/// A number of seats, 0 for no limit to them; left out where none are needed.
extension ActivationLimit: ClaimValue {
    package init?(claim item: CBORItem) {
        guard let seats = UInt64(claim: item) else { return nil }
        self = seats == 0 ? .unlimited : .seats(seats)
    }

    package var claim: CBORItem {
        switch self {
        case .notUsed, .unlimited: .integer(0)
        case .seats(let seats): seats.claim
        }
    }

    package var isInClaimRange: Bool {
        switch self {
        case .notUsed, .unlimited: true
        case .seats(let seats): seats >= 1 && seats.isInClaimRange
        }
    }
}

/// 1 to advise; left out to deny.
extension Enforcement: ClaimValue {
    package init?(claim item: CBORItem) {
        guard item == .integer(1) else { return nil }
        self = .advise
    }

    package var claim: CBORItem { .integer(self == .advise ? 1 : 0) }
}

// MARK: - By label

extension ClaimsReader<ClaimsError> {
    fileprivate func value<Value: ClaimValue>(
        _ label: ClaimLabel
    ) throws(ClaimsError) -> Value? {
        try value(label.rawValue, label.name)
    }

    fileprivate func required<Value: ClaimValue>(
        _ label: ClaimLabel
    ) throws(ClaimsError) -> Value {
        try required(label.rawValue, label.name)
    }

    fileprivate func value<Value: ClaimValue>(
        _ label: LicenseLabel
    ) throws(ClaimsError) -> Value? {
        try value(label.rawValue, label.name)
    }

    fileprivate func required<Value: ClaimValue>(
        _ label: LicenseLabel
    ) throws(ClaimsError) -> Value {
        try required(label.rawValue, label.name)
    }
}

extension ClaimsWriter {
    fileprivate mutating func write(
        _ label: ClaimLabel, _ value: (some ClaimValue)?
    ) throws(ClaimsError) {
        guard value?.isInClaimRange != false else { throw .outOfRange(label.name) }
        write(label.rawValue, value)
    }

    fileprivate mutating func write(
        _ label: LicenseLabel, _ value: (some ClaimValue)?
    ) throws(ClaimsError) {
        guard value?.isInClaimRange != false else { throw .outOfRange(label.name) }
        write(label.rawValue, value)
    }
}

extension CBORMap {
    /// The entries whose labels belong to extensions.
    fileprivate var extensions: CBORMap {
        guard case .integer(let last) = entries.last?.key, last >= LicenseLabel.firstExtension
        else { return CBORMap() }
        return CBORMap(
            entries.filter { entry in
                if case .integer(let label) = entry.key {
                    label >= LicenseLabel.firstExtension
                } else {
                    false
                }
            }) ?? CBORMap()
    }
}
