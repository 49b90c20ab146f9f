public import COSE

/// What was found in a text that came by mail, from a page, or from somebody's fingers.
public struct Reading: Equatable, Sendable {
    /// The objects, each once, in the order of the text.
    public internal(set) var objects: [ReadObject] = []
    /// What begins like an object and cannot be read without guessing.
    public internal(set) var faults: [ReadingFault] = []
    /// What was mended.
    public internal(set) var repairs: Repairs = []

    /// The only license key of the text.
    ///
    /// Nil where there is none, or where there are several that differ.
    public var license: LicenseKey? {
        let keys = objects.compactMap { try? $0.license() }
        guard let first = keys.first, keys.allSatisfy({ $0.message == first.message }) else {
            return nil
        }
        return first
    }

    /// The only object of the text; refused where there is none, or more than one.
    public func only() throws(ReadingFault) -> ReadObject {
        guard objects.count < 2 else { throw .several(objects.count) }
        guard let only = objects.first else { throw faults.first ?? .nothing }
        return only
    }

    /// Whether something in the text is or was one of our objects.
    public var isLikeObject: Bool { !objects.isEmpty || !faults.isEmpty }
}

/// A signed object that was found in a text; only its form is checked.
public struct ReadObject: Equatable, Sendable {
    /// The object, byte for byte as it was signed.
    public let message: SignedMessage
    /// The prefix that stood in front of a license key.
    public let prefix: LicensePrefix?

    /// The license key, as if its canonical text had come.
    public func license() throws(LicenseError) -> LicenseKey {
        let key = try LicenseKey(message)
        return prefix.map { LicenseKey($0, of: key) } ?? key
    }

    /// The one text of the object: of a license key that had its prefix, the key; of any other, the
    /// carrier form.
    public var text: String {
        prefix.map { LicenseKey.text(prefix: $0, message: message) }
            ?? Carrier.encode(message.bytes)
    }
}
