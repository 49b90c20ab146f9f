import LicenseVerifier

/// Reads what the address of a page asks for.
///
/// What cannot be read is said: to leave it out would show, export or send more than was asked for.
struct PageFilter {
    private let asked: SubmittedForm
    private(set) var faults: [FieldFault] = []

    init(_ asked: SubmittedForm) {
        self.asked = asked
    }

    /// A text that is looked for.
    mutating func text(_ name: String) -> String? {
        value(name, "This has a character that nobody can see. Type it instead of copying it.") {
            text in
            text.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7f } ? text : nil
        }
    }

    /// A day, or a moment.
    mutating func date(_ name: String) -> Timestamp? {
        value(name, "Write a date such as 2027-01-31.") { Timestamp($0) }
    }

    /// An id, or one of a few words.
    mutating func choice<Value>(_ name: String, _ read: (String) -> Value?) -> Value? {
        value(name, "This is nothing to choose here.", read)
    }

    /// A number of days.
    mutating func days(_ name: String) -> Int64? {
        value(name, "Choose a number of days.") { text in
            Int64(text).flatMap { (1...3660).contains($0) ? $0 : nil }
        }
    }

    /// Throws what could not be read.
    func check() throws(FilterFaults) {
        if !faults.isEmpty { throw FilterFaults(faults: faults) }
    }

    private mutating func value<Value>(
        _ name: String, _ fault: String, _ read: (String) -> Value?
    ) -> Value? {
        guard let text = asked[name] else { return nil }
        if let value = read(text) { return value }
        faults.append(FieldFault(field: name, detail: fault))
        return nil
    }
}

/// What of a filter cannot be read, so that nothing is shown.
struct FilterFaults: ProblemConvertible {
    let faults: [FieldFault]

    var problem: Problem { .invalid(faults) }
}
