import COSE
import JSON
import LicenseSync
import LicenseTestSupport
import LicenseVerifier

// Device messages in the members that the vectors give them.

extension ActivationRequest {
    var json: JSON {
        let (kind, used): (JSON, UsageTotal) =
            switch self.kind {
            case .activate: ("activate", UsageTotal())
            case .deactivate(let used): ("deactivate", used)
            }
        let license: JSON =
            switch self.license {
            case .key(let key): .members(["key": JSON(base64: key.message.bytes)])
            case .proof(let proof): .members(["proofOf": JSON(proof.license)])
            case .legacy(let key): .members(["legacy": .string(key.text)])
            }
        return .members([
            "kind": kind, "license": license, "device": JSON(device), "id": JSON(id),
            "issuedAt": JSON(issuedAt), "fingerprint": fingerprint?.json,
            "label": label.map { .string($0.description) }, "conditions": conditions.json,
            "notes": notes.json, "usage": used.json,
        ])
    }
}

extension ActivationCertificate {
    var json: JSON {
        .members([
            "activation": JSON(activation), "license": JSON(license),
            "organization": JSON(organization), "device": JSON(device),
            "issuedAt": JSON(issuedAt), "leaseEnd": leaseEnd.map { JSON($0) },
            "fingerprint": fingerprint?.json, "allowance": allowance.map { JSON($0) },
            "label": label.map { .string($0.description) }, "conditions": conditions.json,
            "licenseEnd": expiryOverride.map { JSON($0) }, "lists": lists.json,
        ])
    }
}

extension UsageReport {
    var json: JSON {
        let held = JSON.members([
            "bundle": self.held.bundle.map { JSON($0) }, "lists": self.held.lists.json,
        ])
        return .members([
            "activation": JSON(activation), "sequence": JSON(sequence),
            "issuedAt": JSON(issuedAt), "journal": JSON(hex: journal.bytes),
            "usage": usage.json, "previousReport": previousReport?.json,
            "previousReceipt": previousReceipt?.json,
            "held": self.held == HeldVersions() ? .none : held,
        ])
    }
}

extension VerifiedReceipt {
    var json: JSON {
        .members([
            "request": receipt.request.json, "issuedAt": JSON(receipt.issuedAt),
            "outcome": .integer(receipt.outcome.rawValue),
            "activation": receipt.activation.map { JSON($0) },
            "sequence": receipt.sequence.map { JSON($0) },
            "certificate": certificate?.certificate.json,
            "replacement": receipt.replacement.map { JSON(base64: $0.message.bytes) },
            "usage": receipt.usage.json,
        ])
    }
}

extension ClockReset {
    var json: JSON {
        .members([
            "activation": JSON(activation), "number": JSON(number),
            "time": JSON(time), "expiresAt": JSON(expiresAt),
        ])
    }
}

// MARK: - Values

extension JSON {
    fileprivate init(base64 bytes: [UInt8]) { self = .string(Base64.encodeURL(bytes)) }
}

extension MessageDigest {
    fileprivate var json: JSON { JSON(hex: bytes) }
}

extension Fingerprint {
    fileprivate var json: JSON {
        func hex(_ number: UInt64) -> JSON {
            JSON(
                hex: stride(from: 56, through: 0, by: -8).map {
                    UInt8(truncatingIfNeeded: number >> UInt64($0))
                })
        }
        return .members([
            "needed": .integer(Int64(needed)), "salt": hex(salt),
            "digests": .array(digests.map(hex)),
        ])
    }
}

extension [Condition] {
    fileprivate var json: JSON? {
        guard !isEmpty else { return nil }
        let values = map { condition in
            let value: JSON =
                switch condition.value {
                case .bool(let value): .bool(value)
                case .integer(let value): .integer(value)
                case .text(let value): .string(value)
                }
            return (condition.key.description, value)
        }
        return .members(Dictionary(uniqueKeysWithValues: values))
    }
}

extension UsageTotal {
    fileprivate var json: JSON? {
        let values = entries.map { (String($0.meter.number), JSON($0.units)) }
        return values.isEmpty ? .none : .members(Dictionary(uniqueKeysWithValues: values))
    }
}

extension ListSequences {
    fileprivate var json: JSON? {
        let values = entries.map { (String($0.shard), JSON($0.sequence)) }
        return values.isEmpty ? .none : .members(Dictionary(uniqueKeysWithValues: values))
    }
}
