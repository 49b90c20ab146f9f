package import CBOR
import COSE

/// A value of a claim: read from one item, and written as one.
package protocol ClaimValue {
    /// Reads the value; nil for an item that encodes no such value.
    init?(claim item: CBORItem)
    /// The value as one item.
    var claim: CBORItem { get }
    /// Whether a claim may say the value; what is read always may be.
    var isInClaimRange: Bool { get }
}

extension ClaimValue {
    package var isInClaimRange: Bool { true }
}

extension CBORItem: ClaimValue {
    package init?(claim item: CBORItem) { self = item }
    package var claim: CBORItem { self }
}

extension CBORMap: ClaimValue {
    package init?(claim item: CBORItem) {
        guard let map = item.map else { return nil }
        self = map
    }

    package var claim: CBORItem { .map(self) }
}

extension Int64: ClaimValue {
    package init?(claim item: CBORItem) {
        guard let value = item.integer else { return nil }
        self = value
    }

    package var claim: CBORItem { .integer(self) }
}

/// A count, from 0 to 2^53 - 1.
extension UInt64: ClaimValue {
    package init?(claim item: CBORItem) {
        guard let value = item.integer, let count = UInt64(exactly: value), count.isInClaimRange
        else { return nil }
        self = count
    }

    package var claim: CBORItem { .integer(Int64(clamping: self)) }
    package var isInClaimRange: Bool { self <= UInt64(Limits.maxCount) }
}

extension String: ClaimValue {
    package init?(claim item: CBORItem) {
        guard let text = item.text else { return nil }
        self = text
    }

    package var claim: CBORItem { .text(self) }
}

/// A byte string.
extension ArraySlice: ClaimValue where Element == UInt8 {
    package init?(claim item: CBORItem) {
        guard let bytes = item.bytes else { return nil }
        self = bytes
    }

    package var claim: CBORItem { .bytes(self) }
}

/// Values one after another; none are said by leaving the claim out.
extension Array: ClaimValue where Element: ClaimValue {
    package init?(claim item: CBORItem) {
        guard let items = item.array, !items.isEmpty else { return nil }
        self.init()
        reserveCapacity(items.count)
        for item in items {
            guard let element = Element(claim: item) else { return nil }
            append(element)
        }
    }

    package var claim: CBORItem { .array(map { $0.claim }) }
}

// MARK: - Times and names

extension Timestamp: ClaimValue {
    package init?(claim item: CBORItem) {
        guard let seconds = item.integer else { return nil }
        self.init(secondsSinceEpoch: seconds)
    }

    package var claim: CBORItem { .integer(secondsSinceEpoch) }
}

/// A span of whole seconds, up to ten years.
extension Duration: ClaimValue {
    package init?(claim item: CBORItem) {
        guard let seconds = item.integer else { return nil }
        self = .seconds(seconds)
        guard isInClaimRange else { return nil }
    }

    package var claim: CBORItem { .integer(components.seconds) }

    package var isInClaimRange: Bool {
        components.attoseconds == 0 && (0...Limits.maxSpanSeconds).contains(components.seconds)
    }
}

extension Identifier: ClaimValue {
    package init?(claim item: CBORItem) {
        guard let bytes = item.bytes else { return nil }
        self.init(bytes)
    }

    package var claim: CBORItem { .bytes(bytes[...]) }
}

extension LicensePrefix: ClaimValue {
    package init?(claim item: CBORItem) {
        guard let text = item.text else { return nil }
        self.init(text)
    }

    package var claim: CBORItem { .text(description) }
}

extension Entitlement: ClaimValue {
    package init?(claim item: CBORItem) {
        guard let text = item.text else { return nil }
        self.init(text)
    }

    package var claim: CBORItem { .text(description) }
}

extension StatusIndex: ClaimValue {
    package init?(claim item: CBORItem) {
        guard let value = item.integer.flatMap({ UInt32(exactly: $0) }) else { return nil }
        self.init(value)
    }

    package var claim: CBORItem { .integer(Int64(value)) }
}

// MARK: - Keys

/// A COSE_Key of exactly key type, curve and x (RFC 9053 §7.2).
extension VerificationKey: ClaimValue {
    package init?(claim item: CBORItem) {
        // Which fault a key has is asked for where somebody can act on it, by `init(coseKey:)`.
        guard let key = try? VerificationKey(coseKey: item) else { return nil }
        self = key
    }

    package var claim: CBORItem { coseKeyItem }
}

extension KeyID: ClaimValue {
    package init?(claim item: CBORItem) {
        guard let bytes = item.bytes else { return nil }
        self.init(bytes)
    }

    package var claim: CBORItem { .bytes(bytes[...]) }
}
