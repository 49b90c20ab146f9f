import CBOR

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
            try self.init(map)
            try checkRanges()
        } catch {
            throw .claims(error)
        }
    }

    private init(_ claims: CBORMap) throws(ClaimsError) {
        try claims.refuseUnknown { ClaimLabel.all.contains($0) }
        let license = try claims.required(ClaimLabel.license, .license, \.map)
        try license.refuseUnknown { LicenseLabel.isKnown($0) }
        self.init(
            try license.required(LicenseLabel.licenseID, .licenseID, identifier),
            of: try license.required(LicenseLabel.organization, .organization, identifier),
            benefit: try license.required(LicenseLabel.benefit, .benefit, identifier),
            prefix: try license.required(LicenseLabel.prefix, .prefix) {
                $0.text.flatMap { LicensePrefix($0) }
            },
            issuedAt: try claims.required(ClaimLabel.issuedAt, .issuedAt, time))
        notBefore = try claims.value(ClaimLabel.notBefore, .notBefore, time)
        expiresAt = try claims.value(ClaimLabel.expiresAt, .expiresAt, time)
        try readOptional(license)
        extensions = license.extensions
    }

    private mutating func readOptional(_ license: CBORMap) throws(ClaimsError) {
        customer = try license.value(LicenseLabel.customer, .customer, identifier)
        offline = try license.value(LicenseLabel.offline, .offline, span)
        grace = try license.value(LicenseLabel.grace, .grace, span)
        activationLimit =
            try license.value(LicenseLabel.activationLimit, .activationLimit) { item in
                count(item).map { $0 == 0 ? .unlimited : .seats($0) }
            } ?? .notUsed
        usageLimit = try license.value(LicenseLabel.usageLimit, .usageLimit, count)
        conditions =
            try license.value(LicenseLabel.conditions, .conditions, conditions(in:)) ?? []
        entitlements =
            try license.value(LicenseLabel.entitlements, .entitlements) { item in
                elements(of: item) { $0.text.flatMap { Entitlement($0) } }
            } ?? []
        statusIndex = try license.value(LicenseLabel.statusIndex, .statusIndex) { item in
            item.integer.flatMap { UInt32(exactly: $0) }.map(StatusIndex.init)
        }
        updatesUntil = try license.value(LicenseLabel.updatesUntil, .updatesUntil, time)
        maxMajorVersion = try license.value(LicenseLabel.maxMajorVersion, .maxMajorVersion, count)
        enforcement =
            try license.value(LicenseLabel.enforcement, .enforcement) { item in
                item == .integer(1) ? .advise : nil
            } ?? .deny
        critical =
            try license.value(LicenseLabel.critical, .critical) { item in
                elements(of: item) { $0.integer }
            } ?? []
    }
}

// MARK: - Reading

extension CBORMap {
    /// The value under a label; nil when absent, an error when it cannot be read.
    fileprivate func value<Value>(
        _ label: Int64, _ name: ClaimName, _ read: (CBORItem) -> Value?
    ) throws(ClaimsError) -> Value? {
        guard let item = self[label] else { return nil }
        guard let value = read(item) else { throw .outOfRange(name) }
        return value
    }

    fileprivate func required<Value>(
        _ label: Int64, _ name: ClaimName, _ read: (CBORItem) -> Value?
    ) throws(ClaimsError) -> Value {
        guard let value = try value(label, name, read) else { throw .missing(name) }
        return value
    }

    /// Refuses labels of a newer version, and keys that are no labels.
    fileprivate func refuseUnknown(known: (Int64) -> Bool) throws(ClaimsError) {
        for entry in entries {
            guard case .integer(let label) = entry.key else { throw .textLabel }
            guard known(label) else { throw .unknown(label: label) }
        }
    }

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

private func identifier<Kind>(_ item: CBORItem) -> Identifier<Kind>? {
    item.bytes.flatMap { Identifier($0) }
}

private func time(_ item: CBORItem) -> Timestamp? {
    item.integer.flatMap { Timestamp(secondsSinceEpoch: $0) }
}

private func span(_ item: CBORItem) -> Duration? {
    item.integer.map { .seconds($0) }
}

private func count(_ item: CBORItem) -> UInt64? {
    item.integer.flatMap { UInt64(exactly: $0) }
}

/// An array without elements is written by leaving it out, so here it is refused.
private func elements<Element>(
    of item: CBORItem, _ read: (CBORItem) -> Element?
) -> [Element]? {
    guard let items = item.array, !items.isEmpty else { return nil }
    var elements: [Element] = []
    elements.reserveCapacity(items.count)
    for item in items {
        guard let element = read(item) else { return nil }
        elements.append(element)
    }
    return elements
}

private func conditions(in item: CBORItem) -> [Condition]? {
    guard let map = item.map, !map.entries.isEmpty else { return nil }
    var conditions: [Condition] = []
    conditions.reserveCapacity(map.entries.count)
    for entry in map.entries {
        guard case .text(let name) = entry.key, let key = ConditionKey(name),
            let value = ConditionValue(entry.value), let condition = Condition(key, value)
        else { return nil }
        conditions.append(condition)
    }
    return conditions
}
