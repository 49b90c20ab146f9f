import LicenseVerifier

/// A moment as a client of Polar's sends it.
struct PolarTime {
    let moment: Timestamp

    /// Reads a number of seconds, or of milliseconds.
    init?(seconds: Double) {
        guard seconds.isFinite, abs(seconds) < 1e15 else { return nil }
        // From about the year 2600 on, as milliseconds: so does Polar.
        let scaled = abs(seconds) > 2e10 ? seconds / 1000 : seconds
        guard let moment = Timestamp(secondsSinceEpoch: Int64(scaled.rounded(.down))) else {
            return nil
        }
        self.moment = moment
    }

    /// Reads what RFC 3339 allows and a little more: no offset, no seconds, a fraction.
    init?(_ text: String) {
        guard text.utf8.count <= 64, text.utf8.allSatisfy({ $0 < 0x80 }) else { return nil }
        let date = text.prefix(10)
        guard text.utf8.count > 10 else {
            guard let moment = Timestamp(date) else { return nil }
            self.moment = moment
            return
        }
        var rest = text.dropFirst(10)
        guard let separator = rest.popFirst(), "Tt _".contains(separator) else { return nil }
        let offset = rest.lastIndex { "Zz+-".contains($0) }.map { String(rest[$0...]) } ?? "Z"
        var clock = rest.prefix { !"Zz+-".contains($0) }
        if let point = clock.firstIndex(where: { ".,".contains($0) }) {
            let digits = clock[point...].dropFirst()
            guard !digits.isEmpty, digits.allSatisfy({ $0.isNumber }) else { return nil }
            clock = clock[..<point]
        }
        let seconds = clock.utf8.count == 5 ? ":00" : ""
        let zone: String =
            switch offset.utf8.count {
            case 3: offset + ":00"
            case 5: offset.prefix(3) + ":" + offset.suffix(2)
            default: offset
            }
        guard let moment = Timestamp("\(date)T\(clock)\(seconds)\(zone)") else { return nil }
        self.moment = moment
    }
}
