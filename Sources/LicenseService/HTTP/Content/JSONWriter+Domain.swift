import JSON
import LicenseRegistry
import LicenseVerifier

/// Ids and times, of which every answer has many.
extension JSONWriter {
    /// Writes a member with an id, or with `null`.
    mutating func member<Kind>(_ name: String, _ id: Identifier<Kind>?) {
        self.name(name)
        if let id { write(plain: id.characters) } else { null() }
    }

    /// Writes a member with a moment, or with `null`.
    mutating func member(_ name: String, _ time: Timestamp?) {
        self.name(name)
        if let time { write(plain: time.characters) } else { null() }
    }

    /// Writes a member with a moment and the microseconds that it has.
    mutating func member(_ name: String, _ time: ExactTime) {
        guard time.fraction != 0 else { return member(name, time.timestamp) }
        self.name(name)
        write(plain: time.characters)
    }
}
