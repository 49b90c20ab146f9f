import CBOR
import COSE
import LicenseVerifier

private enum Label {
    static let license: Int64 = 1
    static let kind: Int64 = 2
    static let fingerprint: Int64 = 3
    static let label: Int64 = 4
    static let conditions: Int64 = 5
    static let notes: Int64 = 6
    static let usage: Int64 = 7
    /// Among the extensions, so that services which do not know it ignore it.
    static let held: Int64 = 33
}

extension ActivationRequest {
    static let form = MessageForm(
        type: .activationRequest, label: -65541,
        shared: [SharedLabel.issuedAt, SharedLabel.id, SharedLabel.confirmation], lastLabel: 7)

    init(_ claims: MessageClaims, device: VerificationKey) throws(SyncError) {
        let license = try Self.license(claims.own.map)
        do throws(SyncClaimFault) {
            self.init(
                try Self.kind(claims.own), license: license, device: device,
                id: try claims.shared.required(SharedLabel.id, .id),
                issuedAt: try claims.shared.required(SharedLabel.issuedAt, .issuedAt))
            let own = claims.own
            fingerprint = try own.value(Label.fingerprint, .fingerprint)
            label = try own.value(Label.label, .label)
            conditions = try own.conditions(Label.conditions, .conditions)
            notes = try own.conditions(Label.notes, .notes)
            held = try own.value(Label.held, .held) ?? HeldVersions()
            guard held.isInClaimRange else { throw .outOfRange(.held) }
        } catch {
            throw .claims(error)
        }
    }

    private static func kind(
        _ own: ClaimsReader<SyncClaimFault>
    ) throws(SyncClaimFault) -> RequestKind {
        let usage: UsageTotal? = try own.value(Label.usage, .usage)
        let kind: Int64 = try own.required(Label.kind, .kind)
        switch kind {
        case 1 where usage == nil: return .activate
        case 1: throw .outOfRange(.usage)
        case 2: return .deactivate(used: usage ?? UsageTotal())
        default: throw .outOfRange(.kind)
        }
    }

    /// Octets of a license, the two parts of a proof, or a third-party key.
    private static func license(_ own: CBORMap) throws(SyncError) -> LicenseReference {
        switch own[Label.license] {
        case .bytes(let octets): return .key(try licenseKey(octets))
        case .array(let parts):
            guard parts.count == 2, let license = LicenseID(claim: parts[0]),
                let proof = parts[1].bytes.flatMap({ LicenseProof(license: license, code: $0) })
            else { throw .claims(.outOfRange(.license)) }
            return .proof(proof)
        case .text(let text):
            guard let key = LegacyKey(text) else { throw .claims(.outOfRange(.license)) }
            return .legacy(key)
        case .integer, .map, .bool: throw .claims(.outOfRange(.license))
        case nil: throw .claims(.missing(.license))
        }
    }

    /// What the wire says of this request, or why it cannot be said.
    func payload() throws(SyncError) -> [UInt8] {
        guard conditions.isInClaimRange else { throw .claims(.outOfRange(.conditions)) }
        guard notes.isInClaimRange else { throw .claims(.outOfRange(.notes)) }
        let usage: UsageTotal
        switch kind {
        case .activate: usage = UsageTotal()
        case .deactivate(let used): usage = used
        }
        guard usage.isInClaimRange else { throw .claims(.outOfRange(.usage)) }
        guard held.isInClaimRange else { throw .claims(.outOfRange(.held)) }
        return Self.form.payload(
            shared: [
                (SharedLabel.issuedAt, issuedAt), (SharedLabel.id, id),
                (SharedLabel.confirmation, device.confirmation),
            ],
            own: [
                (Label.license, license.claim), (Label.kind, Int64(kind == .activate ? 1 : 2)),
                (Label.fingerprint, fingerprint), (Label.label, label),
                (Label.conditions, conditions.claim), (Label.notes, notes.claim),
                (Label.usage, usage.isZero ? nil : usage),
                (Label.held, held == HeldVersions() ? nil : held),
            ])
    }
}

extension LicenseReference {
    fileprivate var claim: CBORItem {
        switch self {
        case .key(let key): .bytes(key.message.bytes[...])
        case .proof(let proof):
            .array([proof.license.claim, .bytes(proof.code[...])])
        case .legacy(let key): .text(key.text)
        }
    }
}

/// Reads a license inside a message; its signature is checked where its issuer is known.
func licenseKey(_ octets: ArraySlice<UInt8>) throws(SyncError) -> LicenseKey {
    let message: SignedMessage
    do throws(COSEError) {
        message = try SignedMessage(Array(octets), maxPayload: Limits.maxLicensePayload)
    } catch {
        throw .license(.message(error))
    }
    do throws(LicenseError) {
        return try LicenseKey(message)
    } catch {
        throw .license(error)
    }
}
