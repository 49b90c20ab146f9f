import CBOR

extension LicenseClaims {
    /// Checks what the values of the single claims cannot say: how claims relate to one another.
    ///
    /// These rules are stated here only. Reading a payload ends with it and writing one begins with it.
    /// The range of a value is its own (`ClaimValue`).
    func checkRanges() throws(ClaimsError) {
        try checkTimes()
        try checkLimits()
        try checkLists()
        try checkExtensions()
    }

    private func checkTimes() throws(ClaimsError) {
        if let notBefore, notBefore < issuedAt { throw .outOfRange(.notBefore) }
        if let expiresAt, expiresAt <= max(issuedAt, notBefore ?? issuedAt) {
            throw .outOfRange(.expiresAt)
        }
    }

    private func checkLimits() throws(ClaimsError) {
        if let usageLimit, usageLimit == 0 { throw .outOfRange(.usageLimit) }
    }

    private func checkLists() throws(ClaimsError) {
        guard conditions.isInClaimRange else { throw .outOfRange(.conditions) }
        guard entitlements.count <= Limits.maxEntitlements, isStrictlyAscending(entitlements)
        else { throw .outOfRange(.entitlements) }
    }

    private func checkExtensions() throws(ClaimsError) {
        for entry in extensions.entries {
            guard case .integer(let label) = entry.key, label >= LicenseLabel.firstExtension,
                entry.value.depth <= Limits.maxExtensionDepth, isWithinProfile(entry.value)
            else { throw .outOfRange(.extensions) }
        }
        guard critical.count <= Limits.maxEntries, isStrictlyAscending(critical),
            critical.allSatisfy({ extensions[$0] != nil })
        else { throw .outOfRange(.critical) }
    }
}

/// Whether every array and map in an item has an element, since empty ones are left out, and no
/// more than a verifier reads.
private func isWithinProfile(_ item: CBORItem) -> Bool {
    switch item {
    case .integer, .bytes, .text, .bool: true
    case .array(let items):
        (1...Limits.maxEntries).contains(items.count) && items.allSatisfy(isWithinProfile)
    case .map(let map):
        (1...Limits.maxEntries).contains(map.entries.count)
            && map.entries.allSatisfy { isWithinProfile($0.value) }
    }
}

private func isStrictlyAscending(_ values: [some Comparable]) -> Bool {
    zip(values, values.dropFirst()).allSatisfy { $0 < $1 }
}
