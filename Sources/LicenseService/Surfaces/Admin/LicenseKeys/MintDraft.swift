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
                fault("seats", ActivationLimit.fault)
            }
        }
        if let text = form["units"] {
            if let units = TypedCount(text) {
                order.units = units.number
            } else {
                fault("units", TypedCount.fault)
            }
        }
    }

    private mutating func readCustomer(_ form: SubmittedForm) {
        (order.name, order.email) = (form["name"], form["email"])
        for fault in [
            FieldFault.ofText(order.name, "name", upTo: 200),
            FieldFault.ofText(order.email, "email", upTo: 320),
        ] {
            if let fault { faults.append(fault) }
        }
        if let email = order.email, MailAddress(name: "", address: email) == nil {
            fault("email", "Write an address such as ann@example.com.")
        }
    }

    private mutating func fault(_ field: String, _ detail: String) {
        faults.append(FieldFault(field: field, detail: detail))
    }
}
