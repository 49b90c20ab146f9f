import COSE
import LicenseSync
import LicenseTestSupport
import LicenseVerifier

// Device messages in the members that the vectors give them.

extension ActivationRequest {
    var json: JSONValue {
        let (kind, used): (JSONValue, UsageTotal) =
            switch self.kind {
            case .activate: ("activate", UsageTotal())
            case .deactivate(let used): ("deactivate", used)
            }
        let license: JSONValue =
            switch self.license {
            case .key(let key): .members(["key": JSONValue(base64: key.message.bytes)])
            case .proof(let proof): .members(["proofOf": JSONValue(proof.license)])
            case .legacy(let key): .members(["legacy": .string(key.text)])
            }
        return .members([
            "kind": kind, "license": license, "device": JSONValue(device), "id": JSONValue(id),
            "issuedAt": JSONValue(issuedAt), "fingerprint": fingerprint?.json,
            "label": label.map { .string($0.description) }, "conditions": conditions.json,
            "notes": notes.json, "usage": used.json,
        ])
    }
}

extension ActivationCertificate {
    var json: JSONValue {
        .members([
            "activation": JSONValue(activation), "license": JSONValue(license),
            "organization": JSONValue(organization), "device": JSONValue(device),
            "issuedAt": JSONValue(issuedAt), "leaseEnd": leaseEnd.map { JSONValue($0) },
            "fingerprint": fingerprint?.json, "allowance": allowance.map { JSONValue($0) },
            "label": label.map { .string($0.description) }, "conditions": conditions.json,
            "licenseEnd": expiryOverride.map { JSONValue($0) }, "lists": lists.json,
        ])
    }
}

extension UsageReport {
    var json: JSONValue {
        let held = JSONValue.members([
            "bundle": self.held.bundle.map { JSONValue($0) }, "lists": self.held.lists.json,
        ])
        return .members([
            "activation": JSONValue(activation), "sequence": JSONValue(sequence),
            "issuedAt": JSONValue(issuedAt), "journal": JSONValue(hex: journal.bytes),
            "usage": usage.json, "previousReport": previousReport?.json,
            "previousReceipt": previousReceipt?.json,
            "held": self.held == HeldVersions() ? nil : held,
        ])
    }
}

extension VerifiedReceipt {
    var json: JSONValue {
        .members([
            "request": receipt.request.json, "issuedAt": JSONValue(receipt.issuedAt),
            "outcome": .number(receipt.outcome.rawValue),
            "activation": receipt.activation.map { JSONValue($0) },
            "sequence": receipt.sequence.map { JSONValue($0) },
            "certificate": certificate?.certificate.json,
            "replacement": receipt.replacement.map { JSONValue(base64: $0.message.bytes) },
            "usage": receipt.usage.json,
        ])
    }
}

extension ClockReset {
    var json: JSONValue {
        .members([
            "activation": JSONValue(activation), "number": JSONValue(number),
            "time": JSONValue(time), "expiresAt": JSONValue(expiresAt),
        ])
    }
}

// MARK: - Values

extension JSONValue {
    fileprivate init(base64 bytes: [UInt8]) { self = .string(Base64.encodeURL(bytes)) }
}

extension MessageDigest {
    fileprivate var json: JSONValue { JSONValue(hex: bytes) }
}

extension Fingerprint {
    fileprivate var json: JSONValue {
        func hex(_ number: UInt64) -> JSONValue {
            JSONValue(
                hex: stride(from: 56, through: 0, by: -8).map {
                    UInt8(truncatingIfNeeded: number >> UInt64($0))
                })
        }
        return .members([
            "needed": .number(Int64(needed)), "salt": hex(salt),
            "digests": .array(digests.map(hex)),
        ])
    }
}

extension [Condition] {
    fileprivate var json: JSONValue? {
        guard !isEmpty else { return nil }
        let values = map { condition in
            let value: JSONValue =
                switch condition.value {
                case .bool(let value): .bool(value)
                case .integer(let value): .number(value)
                case .text(let value): .string(value)
                }
            return (condition.key.description, value)
        }
        return .object(Dictionary(uniqueKeysWithValues: values))
    }
}

extension UsageTotal {
    fileprivate var json: JSONValue? {
        let values = entries.map { (String($0.meter.number), JSONValue($0.units)) }
        return values.isEmpty ? nil : .object(Dictionary(uniqueKeysWithValues: values))
    }
}

extension ListSequences {
    fileprivate var json: JSONValue? {
        let values = entries.map { (String($0.shard), JSONValue($0.sequence)) }
        return values.isEmpty ? nil : .object(Dictionary(uniqueKeysWithValues: values))
    }
}
