import COSE
import LicenseVerifier

/// Values that fill the sentences of the page.
enum Example {
    static let key = known(KeyID([0x4a, 0x1f, 0x09, 0xc2, 0x77, 0xe0, 0x3b, 0x85]))
    static let prefix = known(LicensePrefix("ACME"))
    static let otherPrefix = known(LicensePrefix("ECMA"))
    static let index = StatusIndex(1_048_583)
    static let license = known(LicenseID("6f1c0a3e-9d52-4b8a-8e77-2a4f5b6c7d80"))
    static let organization = known(OrganizationID("2c1f7a52-0f1e-4c8e-9a3f-6f0d1b2c3d4e"))
    static let benefit = known(BenefitID("b3a1d0c4-5e6f-4a7b-8c9d-0e1f2a3b4c5d"))
    static let condition = known(Condition(known(ConditionKey("region")), .text("eu")))
    static let issued = known(Timestamp("2026-01-01T00:00:00Z"))
    static let asked = known(Timestamp("2026-06-30T12:00:00Z"))
    static let end = known(Timestamp("2027-01-01T00:00:00Z"))
    static let path = "/var/lib/acme/ledger"
    static let keyPath = "issuer/keys/issuer.key"

    private static func known<Value>(_ value: Value?) -> Value {
        guard let value else { preconditionFailure("an example is not a \(Value.self)") }
        return value
    }
}
