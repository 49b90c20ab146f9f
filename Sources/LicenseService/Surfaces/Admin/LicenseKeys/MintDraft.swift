import LicenseIssuer
import LicenseRegistry
import LicenseVerifier

/// What is typed into the form of a new license key, or stands in a row of a CSV text.
struct MintDraft: Sendable {
    let benefit: Benefit
    private(set) var order = ManualOrder()
    private(set) var faults: [FieldFault] = []

    var terms: LicenseTerms { order.terms(over: benefit.terms) }

    init(_ form: SubmittedForm, _ benefit: Benefit, now: Timestamp) {
        self.benefit = benefit
        readCustomer(form)
        if let text = form["end"] {
            if let end = Timestamp(typedEnd: text), end > now {
                order.end = end
            } else {
                fault(
                    "end", "Write a date in the future, such as 2027-12-31, which is good all day.")
            }
        }
        if let text = form["seats"] {
            if let seats = ActivationLimit(typed: text) {
                order.seats = seats
            } else {
                fault("seats", "Write 1 or more, or “unlimited”.")
            }
        }
        if let text = form["units"] {
            if let units = UInt64(text), (1...UInt64(Limits.maxCount)).contains(units) {
                order.units = units
            } else {
                fault("units", "Write 1 or more.")
            }
        }
    }

    private mutating func readCustomer(_ form: SubmittedForm) {
        (order.name, order.email) = (form["name"], form["email"])
        if let name = order.name {
            if name.utf8.count > 200 { fault("name", "Use at most 200 bytes.") }
            check(name, "name")
        }
        if let email = order.email {
            if MailAddress(name: "", address: email) == nil {
                fault("email", "Write an address such as ann@example.com.")
            }
            check(email, "email")
        }
    }

    private mutating func check(_ text: String, _ field: String) {
        do throws(TextFault) {
            try VisibleText.check(text, field)
        } catch {
            fault(field, "\(error); \(error.nextStep)".asSentence)
        }
    }

    private mutating func fault(_ field: String, _ detail: String) {
        faults.append(FieldFault(field: field, detail: detail))
    }
}
