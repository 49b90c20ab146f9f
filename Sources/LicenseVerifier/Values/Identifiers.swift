import CBOR

/// A UUID that names one kind of thing (RFC 9562).
///
/// The kind is part of the type, so that a benefit's id cannot be used where a license's belongs.
public struct Identifier<Kind>: Hashable, Sendable {
    /// The number of bytes on the wire.
    public static var byteCount: Int { 16 }

    private let high: UInt64
    private let low: UInt64

    /// Reads exactly sixteen bytes, not all zero.
    public init?(_ bytes: [UInt8]) {
        guard bytes.count == Self.byteCount else { return nil }
        // Plain loops: the kind is unknown here, and with it nothing generic becomes fast.
        var (high, low) = (UInt64(0), UInt64(0))
        for index in 0..<8 { high = high << 8 | UInt64(bytes[index]) }
        for index in 8..<16 { low = low << 8 | UInt64(bytes[index]) }
        guard high != 0 || low != 0 else { return nil }
        self.init(high: high, low: low)
    }

    /// Reads the same sixteen bytes from a part of others.
    public init?(_ bytes: some Collection<UInt8>) {
        guard bytes.count == Self.byteCount else { return nil }
        self.init(Array(bytes))
    }

    /// Reads the form of 8, 4, 4, 4 and 12 hexadecimal digits, in either case.
    public init?(_ text: String) { self.init(characters: text.utf8) }

    /// Reads the same form from any text.
    public init?(_ text: some StringProtocol) { self.init(String(text)) }

    private init?(characters: some Sequence<UInt8>) {
        var (high, low, count) = (UInt64(0), UInt64(0), 0)
        for byte in characters {
            defer { count += 1 }
            if Self.isHyphen(at: count) {
                guard byte == UInt8(ascii: "-") else { return nil }
                continue
            }
            guard count < Self.textCount, let digit = Hexadecimal.value(of: byte) else {
                return nil
            }
            if count < Self.textCount / 2 {
                high = high << 4 | UInt64(digit)
            } else {
                low = low << 4 | UInt64(digit)
            }
        }
        guard count == Self.textCount, high != 0 || low != 0 else { return nil }
        self.init(high: high, low: low)
    }

    private static var textCount: Int { 36 }

    private static func isHyphen(at position: Int) -> Bool {
        position == 8 || position == 13 || position == 18 || position == 23
    }

    /// Draws a version 4 UUID (RFC 9562 §5.4).
    public static func random(using generator: inout some RandomNumberGenerator) -> Identifier {
        Identifier(
            high: generator.next() & 0xffff_ffff_ffff_0fff | 0x4000,
            low: generator.next() & 0x3fff_ffff_ffff_ffff | 0x8000_0000_0000_0000)
    }

    /// Draws a version 4 UUID from the system's generator.
    public static func random() -> Identifier {
        var generator = SystemRandomNumberGenerator()
        return random(using: &generator)
    }

    /// Whether version and variant are those of a random UUID (RFC 9562 §4, §5.4).
    package var isOfVersion4: Bool { high >> 12 & 15 == 4 && low >> 62 == 2 }

    private init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    /// The sixteen bytes in network order.
    public var bytes: [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(Self.byteCount)
        for shift in stride(from: 56, through: 0, by: -8) {
            bytes.append(UInt8(truncatingIfNeeded: high >> UInt64(shift)))
        }
        for shift in stride(from: 56, through: 0, by: -8) {
            bytes.append(UInt8(truncatingIfNeeded: low >> UInt64(shift)))
        }
        return bytes
    }
}

extension Identifier: Comparable {
    /// The order of the bytes.
    public static func < (left: Identifier, right: Identifier) -> Bool {
        (left.high, left.low) < (right.high, right.low)
    }
}

extension Identifier: CustomStringConvertible {
    /// The form of 8, 4, 4, 4 and 12 lower-case digits.
    public var description: String { String(decoding: characters, as: UTF8.self) }

    /// The same form in ASCII.
    package var characters: [UInt8] {
        var text: [UInt8] = []
        text.reserveCapacity(Self.textCount)
        for shift in stride(from: 124, through: 0, by: -4) {
            if Self.isHyphen(at: text.count) { text.append(UInt8(ascii: "-")) }
            let word = shift >= 64 ? high >> UInt64(shift - 64) : low >> UInt64(shift)
            text.append(Hexadecimal.digit(UInt8(truncatingIfNeeded: word & 15)))
        }
        return text
    }
}

/// The kinds of things that identifiers name.
public enum Named {
    /// Who sells licenses.
    public enum Organization {}
    /// What kind of license is sold.
    public enum Benefit {}
    /// One license, through renewal, plan change and rotation.
    public enum License {}
    /// Who bought it.
    public enum Customer {}
    /// One device's claim on a seat.
    public enum Activation {}
}

/// Names who sells licenses.
public typealias OrganizationID = Identifier<Named.Organization>
/// Names the kind of license sold, a product tier.
public typealias BenefitID = Identifier<Named.Benefit>
/// Names one license; it stays through renewal, plan change and rotation.
public typealias LicenseID = Identifier<Named.License>
/// Names who bought a license.
public typealias CustomerID = Identifier<Named.Customer>
/// Names one device's claim on a seat of a license.
public typealias ActivationID = Identifier<Named.Activation>
