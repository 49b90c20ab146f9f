import COSE
import JSON
import LicenseSync
import LicenseTestSupport
import LicenseVerifier

/// The vectors of `Fixtures/sync`, and what this implementation makes of them.
enum SyncVector {
    static let all = NamedVector.all(
        in: "sync",
        known: [
            "name", "description", "object", "keys", "roots", "threshold", "bundle", "device",
            "license", "issuers", "held", "machine", "sequence", "waiting", "taken", "activation",
            "used", "seatBundle", "receipt", "reports", "bytes", "zeros", "now", "expected",
        ])

    /// The verdict in the members of `expected`.
    static func verdict(_ vector: NamedVector) throws -> [String: JSON] {
        do {
            let members: [String: JSON?]
            switch try vector.string("object") {
            case "request": members = try vector.request()
            case "certificate": members = try vector.certificate()
            case "report": members = try vector.report()
            case "receipt": members = try vector.receipt()
            case "reset": members = ["claims": try vector.reset().json]
            case "reports": members = ["verdicts": try vector.verdicts()]
            case let object: throw VectorError.value(object)
            }
            return members.compactMapValues { $0 }.merging(["outcome": "accepted"]) { $1 }
        } catch let error as SyncError {
            return ["outcome": "refused", "code": .string(error.code)]
        }
    }
}

// MARK: - Objects

extension NamedVector {
    private func octets() throws -> [UInt8] {
        let zeros = Int(self["zeros"]?.integer ?? 0)
        return try bytes("bytes") + [UInt8](repeating: 0, count: zeros)
    }

    private func message() throws -> SignedMessage {
        try SignedMessage(deviceMessage: octets())
    }

    private func activationKeys() throws -> ActivationKeys {
        if let bundle = try bundle() { return ActivationKeys(bundle) }
        return try ActivationKeys(pinning: keys()).present("keys")
    }

    private func device() throws -> VerificationKey { try self["device"].present("device").key() }

    /// What this device knows of its seat.
    private func state() throws -> DeviceState {
        var state = try DeviceState(device: device(), license: id("license"))
        if let held = self["held"] {
            state.certificate = try activationKeys().verifyCertificate(
                SignedMessage(deviceMessage: held.bytes()))
        }
        state.sequence = UInt64(self["sequence"]?.integer ?? 0)
        state.receipt = try self["taken"].flatMap { MessageDigest(try $0.hex()) }
        for message in self["waiting"]?.array ?? [] {
            let members = try message.members.present("waiting")
            state.outstanding.append(
                DeviceState.Outstanding(
                    sequence: try UInt64(members["sequence"].present("sequence").integer ?? 0),
                    digest: try MessageDigest(members["digest"].present("digest").hex())
                        .present("digest")))
        }
        return state
    }

    fileprivate func request() throws -> [String: JSON?] {
        let request = try ActivationRequest.verify(message()).request
        var proof: JSON?
        if case .proof(let code) = request.license {
            let issuers = try TrustedKeys(pinning: keys("issuers")).present("issuers")
            let license = try issuers.verify(
                LicenseKey(SignedMessage(bytes("license"), maxPayload: Limits.maxLicensePayload)))
            proof = .bool(code.holds(for: license, device: request.device, in: request.id))
        }
        return ["claims": request.json, "proof": proof]
    }

    fileprivate func certificate() throws -> [String: JSON?] {
        let verified = try activationKeys().verifyCertificate(message())
        var replaces: Bool?
        if self["device"] != nil {
            var state = try state()
            let isTaken = try state.install(verified)
            replaces = self["held"].map { _ in isTaken }
        }
        var sameMachine: Bool?
        if let machine = self["machine"]?.members {
            let facts = try machine.map { try fact($0.key, $0.value.string.present("machine")) }
            sameMachine = verified.certificate.fingerprint?.matches(facts)
        }
        return [
            "claims": verified.certificate.json, "replaces": replaces.map { .bool($0) },
            "sameMachine": sameMachine.map { .bool($0) },
        ]
    }

    fileprivate func report() throws -> [String: JSON?] {
        let report = try UnverifiedUsageReport(message()).verified(by: device()).report
        return ["claims": report.json]
    }

    fileprivate func receipt() throws -> [String: JSON?] {
        let verified = try activationKeys().verifyReceipt(message())
        guard self["device"] != nil else { return ["claims": verified.json] }
        var state = try state()
        let effects = try state.apply(verified).map { effect -> JSON in
            switch effect {
            case .renewed: "renewed"
            case .replacement: "replacement"
            case .refused: "refused"
            case .forked: "forked"
            }
        }
        return ["claims": verified.json, "effects": .array(effects)]
    }

    fileprivate func reset() throws -> ClockReset {
        let verified: VerifiedClockReset
        if self["roots"] != nil, self["bundle"] == nil {
            verified = try root().verifyReset(messages())
        } else {
            verified = try activationKeys().verifyReset(message())
        }
        if self["activation"] != nil {
            try verified.check(
                activation: id("activation"), used: UInt64(number("used")), at: now())
        }
        return verified.reset
    }

    private func messages() throws -> [SignedMessage] {
        let octets = try octets()
        do throws(COSEError) {
            return try SignedMessage.sequence(octets, maxPayload: SyncLimits.maxMessage)
        } catch {
            throw SyncError.message(error)
        }
    }

    /// What a vendor finds each of some reports to be.
    fileprivate func verdicts() throws -> JSON {
        let policy = SyncPolicy(allowance: AllowancePolicy(headroom: 100, share: 1))
        var account = LicenseAccount(SyncFixture.plain.license.claims)
        var activation = ActivationState(
            try id("activation"), device: try device(), request: MessageDigest(of: []))
        let seat = try MessageDigest(self["receipt"].present("receipt").hex()).present("receipt")
        activation.history.record(receipt: seat, for: 0)
        return .array(
            try array("reports").map { step in
                let step = try step.members.present("reports")
                let message = try SignedMessage(
                    deviceMessage: step["bytes"].present("bytes").bytes())
                let report = try UnverifiedUsageReport(message).verified(by: activation.device)
                let answer = account.answer(report, of: activation, policy: policy, at: try now())
                account = answer.account
                activation = try answer.activation.present("activation")
                if answer.verdict == .accepted {
                    let receipt = try MessageDigest(step["receipt"].present("receipt").hex())
                    activation.history.record(
                        receipt: try receipt.present("receipt"), for: report.report.sequence)
                }
                return try answer.verdict.present("verdict").json(units: activation.usage[.units])
            })
    }
}

extension ReportVerdict {
    fileprivate func json(units: UInt64) -> JSON {
        let units = JSON(units)
        return switch self {
        case .accepted: .members(["verdict": "accepted", "units": units])
        case .duplicate: .members(["verdict": "duplicate", "units": units])
        case .stale: .members(["verdict": "stale", "units": units])
        case .outOfRange: .members(["verdict": "out-of-range", "units": units])
        case .forked(let evidence):
            .members([
                "verdict": "forked", "evidence": .string(evidence.rawValue), "units": units,
            ])
        }
    }
}
