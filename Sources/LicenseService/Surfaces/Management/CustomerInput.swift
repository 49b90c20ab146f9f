import JSON
import LicenseRegistry
import LicenseVerifier

/// What a body says of customers, read the same wherever it stands.
enum CustomerInput {
    static func text(
        _ text: String?, _ field: String, upTo limit: Int
    ) throws(Problem) -> String? {
        guard let text else { return nil }
        guard (1...limit).contains(text.utf8.count) else {
            throw .invalid(field, "must have 1 to \(limit) bytes")
        }
        do throws(TextFault) {
            try VisibleText.check(text, field)
        } catch {
            throw Problem(error)
        }
        return text
    }

    /// The domain may have letters of any script, as everywhere (`MailAddress`).
    static func email(_ text: String?, _ field: String) throws(Problem) -> String? {
        guard let email = try self.text(text, field, upTo: 254) else { return nil }
        guard MailAddress(name: "", address: email) != nil else {
            throw .invalid(field, "is not a plain email address")
        }
        return email
    }
}

/// A customer that is to be added.
struct NewCustomerWire: Decodable, Sendable {
    let name: String?
    let email: String?
    let externalID: String?

    enum CodingKeys: String, CodingKey {
        case name, email
        case externalID = "external_id"
    }

    static let schema = Schema(
        "NewCustomer", .shape(["name": .text, "email": .text, "external_id": .text]))

    func customer(
        of organization: OrganizationID, at now: Timestamp
    ) throws(Problem) -> CustomerRecord {
        var customer = CustomerRecord(
            id: .random(), organization: organization,
            name: try CustomerInput.text(name, "name", upTo: 200) ?? "", createdAt: now)
        customer.email = try CustomerInput.email(email, "email")
        customer.externalID = try CustomerInput.text(externalID, "external_id", upTo: 200)
        try customer.checkNamed()
        return customer
    }
}

/// A change of a customer; what is left out stays, null removes it.
struct CustomerChangeWire: Decodable, Sendable {
    private let name: FieldChange<String>
    private let email: FieldChange<String>
    private let externalID: FieldChange<String>

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: NewCustomerWire.CodingKeys.self)
        name = try container.change(String.self, .name)
        email = try container.change(String.self, .email)
        externalID = try container.change(String.self, .externalID)
    }

    static let schema = Schema(
        "CustomerChange",
        .shape([
            "name": .optional(.text), "email": .optional(.text), "external_id": .optional(.text),
        ]))

    func apply(to customer: inout CustomerRecord) throws(Problem) {
        if case .set(let text) = name {
            customer.name = try CustomerInput.text(text, "name", upTo: 200) ?? ""
        }
        if case .set(let text) = email {
            customer.email = try CustomerInput.email(text, "email")
        }
        if case .set(let text) = externalID {
            customer.externalID = try CustomerInput.text(text, "external_id", upTo: 200)
        }
        try customer.checkNamed()
    }
}

extension CustomerRecord {
    /// Nobody could tell a customer without both from another.
    fileprivate func checkNamed() throws(Problem) {
        guard name.isEmpty, email == nil else { return }
        throw .invalid("name", "is missing, and email too: give one of them")
    }
}
