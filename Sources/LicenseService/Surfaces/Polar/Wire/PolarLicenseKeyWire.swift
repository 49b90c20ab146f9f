import JSON
import LicenseRegistry
import LicenseVerifier

/// License keys and their activations as Polar's clients read them.
enum PolarLicenseKeyWire {
    static func write(
        _ license: LicenseDetails, _ version: PolarVersion, to writer: inout JSONWriter
    ) {
        let claims = license.claims
        let customer = license.customer
        writer.member("id", claims.license)
        writer.member("created_at", license.created)
        writer.member("modified_at", license.changedAt)
        writer.member("organization_id", claims.organization)
        writer.member("customer_id", customer.id)
        writer.member("customer") { PolarCustomerWire.write(customer, to: &$0) }
        writer.member("user_id", customer.id)
        writer.member("user") { PolarCustomerWire.writeUser(customer, to: &$0) }
        writer.member("benefit_id", claims.benefit)
        writer.member("key", license.text)
        writer.member("display_key", masked(license.text))
        writer.member("status", license.record.state.description)
        writer.member("limit_activations", claims.activationLimit.polar)
        writer.member("usage", Int64?.some(license.usage))
        writer.member("limit_usage", claims.usageLimit)
        writer.member("validations", Int64?.some(license.validations))
        writer.member("last_validated_at", license.validatedAt)
        writer.member("expires_at", license.end)
        guard version >= .october2026 else { return }
        writer.member("member_id", JSON.null)
        writer.member("member", JSON.null)
    }

    /// What the newest version says of the sale when a key is activated or validated.
    static func writeSale(
        of license: LicenseDetails, _ version: PolarVersion, to writer: inout JSONWriter
    ) {
        guard version >= .january2027 else { return }
        writer.member("subscription_id", license.sale?.polarID(.subscription))
        writer.member("subscription", JSON.null)
        writer.member("order_id", license.sale?.polarID(.order))
        writer.member("order", JSON.null)
    }

    static func write(_ seat: Seat, to writer: inout JSONWriter) {
        writer.member("id", seat.id)
        writer.member("license_key_id", seat.license)
        writer.member("label", seat.label)
        writer.member("meta", .object(seat.meta.json))
        writer.member("created_at", seat.taken)
        writer.member("modified_at", seat.changedAt)
    }

    /// A license key with its seats.
    static func response(
        _ license: LicenseDetails, with seats: [Seat], _ version: PolarVersion
    ) -> WrittenJSON {
        WrittenJSON { writer in
            write(license, version, to: &writer)
            writer.name("activations")
            writer.array { writer in
                for seat in seats { writer.object { write(seat, to: &$0) } }
            }
        }
    }

    /// Enough to tell keys apart.
    static func masked(_ text: String) -> String { "****-\(text.suffix(6))" }
}

extension Sale {
    /// The id of a sale of a kind, where it is one that Polar's clients can read.
    func polarID(_ kind: Kind) -> String? {
        guard self.kind == kind, let id = OrganizationID(self.id) else { return nil }
        return "\(id)"
    }
}
