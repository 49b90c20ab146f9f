/// A map key of the profile: an integer or a text, nothing else (Token-Format §2).
public enum CBORKey: Sendable {
    case integer(Int64)
    case text(String)
}

extension CBORKey: Equatable, Comparable {
    /// Whether both encode to the same bytes.
    public static func == (left: CBORKey, right: CBORKey) -> Bool {
        switch (left, right) {
        case (.integer(let left), .integer(let right)): left == right
        case (.text(let left), .text(let right)): left.utf8.elementsEqual(right.utf8)
        default: false
        }
    }

    /// The order of the encoded bytes (RFC 8949 §4.2.1), found without encoding.
    ///
    /// Unsigned integers come before negative ones, these before texts. With shortest heads the
    /// larger magnitude has the larger bytes, and a longer text the larger head.
    public static func < (left: CBORKey, right: CBORKey) -> Bool {
        switch (left, right) {
        case (.integer(let left), .integer(let right)):
            (left < 0) == (right < 0) ? left.magnitude < right.magnitude : left >= 0
        case (.integer, .text): true
        case (.text, .integer): false
        case (.text(let left), .text(let right)):
            left.utf8.count == right.utf8.count
                ? left.utf8.lexicographicallyPrecedes(right.utf8)
                : left.utf8.count < right.utf8.count
        }
    }
}

/// A CBOR map whose keys are distinct and in the order of their encoded bytes.
public struct CBORMap: Sendable, Equatable {
    /// One key with its value.
    public struct Entry: Sendable, Equatable {
        /// The key.
        public let key: CBORKey
        /// The value under the key.
        public let value: CBORItem

        /// Pairs a key with its value.
        public init(_ key: CBORKey, _ value: CBORItem) {
            self.key = key
            self.value = value
        }
    }

    /// The entries, ascending by their keys' encoded bytes.
    public let entries: [Entry]

    /// The map without an entry.
    public init() {
        entries = []
    }

    /// Sorts the entries; fails when two keys are equal.
    public init?(_ entries: [Entry]) {
        let sorted = entries.sorted { $0.key < $1.key }
        for (left, right) in zip(sorted, sorted.dropFirst()) where left.key == right.key {
            return nil
        }
        self.entries = sorted
    }

    /// Takes entries whose keys are known to be distinct and ascending: as the decoder found them,
    /// or as a format fixes them.
    package init(ascending entries: [Entry]) {
        self.entries = entries
    }

    /// The value under an integer label, if there is one.
    ///
    /// Linear: maps are small by the limits.
    public subscript(label: Int64) -> CBORItem? {
        let index = entries.firstIndex { entry in
            if case .integer(label) = entry.key { true } else { false }
        }
        return index.map { entries[$0].value }
    }
}
