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

    /// Something before and something behind one `@`; whether mail arrives there only mail can tell.
    private static func email(
        _ json: JSON, _ location: [PolarProblem.Step], _ problems: inout [PolarProblem]
    ) -> String? {
        guard let text = PolarValue.text(json, location, &problems) else { return nil }
        let parts = text.split(separator: "@", omittingEmptySubsequences: false)
        guard addresses.contains(text.utf8.count), parts.count == 2, !parts[0].isEmpty,
            parts[1].contains("."), parts[1].first != ".", parts[1].last != ".",
            text.unicodeScalars.allSatisfy({ scalar in
                !scalar.properties.isWhitespace && scalar.properties.generalCategory != .control
            })
        else {
            problems.append(
                PolarProblem(
                    .valueError, location, "value is not a valid email address", input: json))
            return nil
        }
        return text
    }
}
