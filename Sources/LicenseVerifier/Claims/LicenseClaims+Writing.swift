import CBOR
import COSE

extension LicenseClaims {
    /// The one payload that says these claims, or why they cannot be said.
    package func payload() throws(LicenseError) -> [UInt8] {
        do throws(ClaimsError) {
            try checkRanges()
        } catch {
            throw .claims(error)
        }
        var encoder = CBOREncoder(capacity: 192)
        encoder.map(count: 2 + (notBefore == nil ? 0 : 1) + (expiresAt == nil ? 0 : 1))
        encoder.time(ClaimLabel.expiresAt, expiresAt)
        encoder.time(ClaimLabel.notBefore, notBefore)
        encoder.time(ClaimLabel.issuedAt, issuedAt)
        encoder.integer(ClaimLabel.license)
        writeLicense(to: &encoder)
        guard encoder.bytes.count <= Limits.maxLicensePayload else {
            throw .message(
                .payloadTooLong(count: encoder.bytes.count, limit: Limits.maxLicensePayload))
        }
        return encoder.bytes
    }

    /// The license's own map, labels ascending.
    private func writeLicense(to encoder: inout CBOREncoder) {
        encoder.map(count: licenseEntryCount)
        encoder.integer(LicenseLabel.prefix)
        encoder.text(prefix.description)
        encoder.bytes(LicenseLabel.organization, organization.bytes)
        encoder.bytes(LicenseLabel.benefit, benefit.bytes)
        encoder.count(LicenseLabel.activationLimit, activationCount)
        encoder.count(LicenseLabel.usageLimit, usageLimit)
        writeLists(to: &encoder)
        encoder.count(LicenseLabel.statusIndex, statusIndex.map { UInt64($0.value) })
        if let customer { encoder.bytes(LicenseLabel.customer, customer.bytes) }
        encoder.span(LicenseLabel.offline, offline)
        encoder.span(LicenseLabel.grace, grace)
        if !critical.isEmpty {
            encoder.integer(LicenseLabel.critical)
            encoder.item(.array(critical.map { .integer($0) }))
        }
        encoder.time(LicenseLabel.updatesUntil, updatesUntil)
        encoder.count(LicenseLabel.maxMajorVersion, maxMajorVersion)
        encoder.count(LicenseLabel.enforcement, enforcement == .advise ? 1 : nil)
        encoder.bytes(LicenseLabel.licenseID, license.bytes)
        for entry in extensions.entries {
            encoder.key(entry.key)
            encoder.item(entry.value)
        }
    }

    private func writeLists(to encoder: inout CBOREncoder) {
        if !conditions.isEmpty {
            encoder.integer(LicenseLabel.conditions)
            encoder.map(count: conditions.count)
            for condition in conditions {
                encoder.text(condition.key.description)
                encoder.item(condition.value.item)
            }
        }
        if !entitlements.isEmpty {
            encoder.integer(LicenseLabel.entitlements)
            encoder.array(count: entitlements.count)
            for entitlement in entitlements { encoder.text(entitlement.description) }
        }
    }

    private var activationCount: UInt64? {
        switch activationLimit {
        case .notUsed: nil
        case .unlimited: 0
        case .seats(let seats): seats
        }
    }

    /// Entries of the license's own map.
    var licenseEntryCount: Int {
        let optional = [
            activationLimit != .notUsed, usageLimit != nil, !conditions.isEmpty,
            !entitlements.isEmpty, statusIndex != nil, customer != nil, offline != nil,
            grace != nil, !critical.isEmpty, updatesUntil != nil, maxMajorVersion != nil,
            enforcement == .advise,
        ]
        return 4 + optional.count { $0 } + extensions.entries.count
    }
}

extension CBOREncoder {
    fileprivate mutating func bytes(_ label: Int64, _ value: [UInt8]) {
        integer(label)
        bytes(value)
    }

    fileprivate mutating func count(_ label: Int64, _ value: UInt64?) {
        guard let value else { return }
        integer(label)
        integer(Int64(clamping: value))
    }

    fileprivate mutating func time(_ label: Int64, _ value: Timestamp?) {
        guard let value else { return }
        integer(label)
        integer(value.secondsSinceEpoch)
    }

    fileprivate mutating func span(_ label: Int64, _ value: Duration?) {
        guard let value else { return }
        integer(label)
        integer(value.components.seconds)
    }
}
