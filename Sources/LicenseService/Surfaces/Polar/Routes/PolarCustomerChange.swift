import JSON
import LicenseRegistry
import LicenseVerifier

/// What a merchant says of a customer.
struct PolarCustomerChange: Sendable {
    private static let addresses = 3...254

    var name = FieldChange<String>.keep
    var email = FieldChange<String>.keep
    var externalID = FieldChange<String>.keep
    var metadata: Attributes?
    var isTeam: Bool?

    /// Reads the members that are there.
    init(_ form: inout PolarForm) {
        name = form.change("name", PolarValue.text(1...256))
        email = form.change("email", Self.email)
        externalID = form.change("external_id", PolarValue.text(1...256))
        metadata = form.optional("metadata", PolarValue.attributes)
        isTeam = form.optional("type", PolarValue.oneOf(["individual": false, "team": true]))
    }

    /// The customer as it is to be.
    func applied(to customer: CustomerRecord) -> CustomerRecord {
        var customer = customer
        if case .set(let name) = name { customer.name = name ?? "" }
        if case .set(let email) = email { customer.email = email }
        if case .set(let id) = externalID { customer.externalID = id }
        if let metadata { customer.metadata = metadata }
        if let isTeam { customer.isTeam = isTeam }
        return customer
    }

    /// An address that this service's own mail can be sent to, in a domain with a dot.
    private static func email(
        _ json: JSON, _ location: [PolarProblem.Step], _ problems: inout [PolarProblem]
    ) -> String? {
        guard let text = PolarValue.text(json, location, &problems) else { return nil }
        guard addresses.contains(text.utf8.count),
            let address = MailAddress(name: "", address: text)?.address,
            address[(address.firstIndex(of: "@") ?? address.startIndex)...].contains(".")
        else {
            problems.append(
                PolarProblem(
                    .valueError, location, "value is not a valid email address", input: json))
            return nil
        }
        return text
    }
}
