import COSE
import Foundation
import LicenseVerifier

/// The customer of a license: an id, or the issuer's own name for the customer.
enum CustomerReference {
    /// A name as it is written down and compared: composed (NFC) and without blanks around it, so
    /// that two spellings which nobody can tell apart are one customer.
    static func name(_ text: String) -> String {
        text.trimmingCharacters(in: .whitespacesAndNewlines).precomposedStringWithCanonicalMapping
    }

    /// The id to write into the license.
    ///
    /// A name gets the id that the organization and the name give together (a version 8 UUID, RFC
    /// 9562 §5.8), so the same name is the same customer in every batch and on every machine.
    static func id(_ text: String, of organization: OrganizationID) -> CustomerID? {
        let text = name(text)
        if let id = CustomerID(text) { return id }
        var bytes = Array(
            SHA256.digest(of: Array("latchkey customer".utf8) + organization.bytes + text.utf8)
                .prefix(CustomerID.byteCount))
        bytes[6] = bytes[6] & 0x0f | 0x80
        bytes[8] = bytes[8] & 0x3f | 0x80
        return CustomerID(bytes)
    }
}
