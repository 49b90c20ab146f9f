package import CBOR

/// How a kind of signed object names what is wrong with one of its claims.
package protocol ClaimFault: Error {
    /// Names a claim.
    associatedtype Name

    /// A required claim is absent.
    static func missing(_ name: Name) -> Self
    /// A claim has another type, or lies outside its range.
    static func outOfRange(_ name: Name) -> Self
    /// A claim that this version does not know.
    static func unknown(label: Int64) -> Self
    /// A claim whose label is a text.
    static var textLabel: Self { get }
}

extension ClaimsError: ClaimFault {}

/// How objects that only programs make say that their claims are wrong: where helps nobody.
package protocol UnnamedClaimFault: ClaimFault where Name == Void {
    /// The claims are not those of such an object.
    static var malformed: Self { get }
}

extension UnnamedClaimFault {
    package static func missing(_ name: Void) -> Self { malformed }
    package static func outOfRange(_ name: Void) -> Self { malformed }
    package static func unknown(label: Int64) -> Self { malformed }
    package static var textLabel: Self { malformed }
}

/// Reads the claims of one map and names the one that is at fault.
package struct ClaimsReader<Fault: ClaimFault> {
    /// The claims.
    package let map: CBORMap

    /// Reads these claims.
    package init(_ map: CBORMap) {
        self.map = map
    }

    /// Reads claims that have a position instead of a label, from 0 on.
    package init(positions items: [CBORItem]) {
        map = CBORMap(
            ascending: items.enumerated().map {
                CBORMap.Entry(.integer(Int64($0.offset)), $0.element)
            })
    }

    /// The value under a label; nil when absent, an error when it cannot be read.
    package func value<Value: ClaimValue>(
        _ label: Int64, _ name: Fault.Name
    ) throws(Fault) -> Value? {
        try value(label, name, Value.init(claim:))
    }

    /// The value under a label as it is read here; nil when absent.
    package func value<Value>(
        _ label: Int64, _ name: Fault.Name, _ read: (CBORItem) -> Value?
    ) throws(Fault) -> Value? {
        guard let item = map[label] else { return nil }
        guard let value = read(item) else { throw .outOfRange(name) }
        return value
    }

    /// The value under a label that must be there.
    package func required<Value: ClaimValue>(
        _ label: Int64, _ name: Fault.Name
    ) throws(Fault) -> Value {
        guard let value: Value = try value(label, name) else { throw .missing(name) }
        return value
    }

    /// Refuses labels of a newer version, and keys that are not labels.
    package func refuseUnknown(known: (Int64) -> Bool) throws(Fault) {
        for entry in map.entries {
            guard case .integer(let label) = entry.key else { throw .textLabel }
            guard known(label) else { throw .unknown(label: label) }
        }
    }
}

extension ClaimsReader where Fault: UnnamedClaimFault {
    /// The value under a label; nil when absent, an error when it cannot be read.
    package func value<Value: ClaimValue>(_ label: Int64) throws(Fault) -> Value? {
        try value(label, ())
    }

    /// The value under a label that must be there.
    package func required<Value: ClaimValue>(_ label: Int64) throws(Fault) -> Value {
        try required(label, ())
    }

    /// The map of claims under a label that must be there.
    package func claims(_ label: Int64) throws(Fault) -> ClaimsReader {
        ClaimsReader(try required(label))
    }
}
