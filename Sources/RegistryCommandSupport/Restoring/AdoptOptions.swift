package import ArgumentParser
import COSE
import CommandSupport
package import LicenseRegistry
import LicenseSync
package import LicenseVerifier
package import Terminal

/// What a registry takes in that it has lost.
package struct AdoptOptions: ParsableArguments {
    package static let abstract = "Take in license keys and activations that the registry has lost."
    package static let discussion = """
        License keys that a key of this registry has signed, requests that include one, and the \
        certificates and receipts that machines hold. Without files: the license keys that machines have shown since the restore; \
        look at them first with --dry-run.
        """

    @Argument(
        help: ArgumentHelp(
            "Files of license keys, requests, certificates, receipts.", valueName: "file"),
        completion: .file())
    package var files: [String] = []

    @Flag(help: "Say what is there, and change nothing.")
    package var dryRun = false

    package init() {}

    /// Takes them in.
    ///
    /// - Parameter bundles: the vendors' own, as they are handed out; none where none is.
    package func run(
        _ continuity: Continuity, _ organizations: Organizations,
        within bundles: [ServedBundle], at now: Timestamp
    ) throws -> AdoptReport {
        guard let judges = try KeyJudge.all(organizations, within: bundles),
            let first = judges.first
        else {
            throw CommandFailure(
                .malformed, "two keys of the registry have one id", nextStep: "report this")
        }
        var adoption = Adoption(
            first: first, others: Array(judges.dropFirst()),
            continuity: dryRun ? nil : continuity, now: now,
            report: AdoptReport(isDone: !dryRun))
        if files.isEmpty {
            for token in try continuity.unknownTokens(limit: 10_000) { try adoption.take(token) }
        }
        let messages = try files.flatMap { try Self.messages(in: $0) }
        // An activation is of a license, which comes first.
        for message in messages where !message.isOfActivation { try adoption.take(message) }
        for message in messages where message.isOfActivation { try adoption.take(message) }
        return adoption.report
    }

    private static func messages(in path: String) throws -> [SignedMessage] {
        let bytes = try InputFile(path: path).bytes(limit: Limits.maxFileBytes)
        if LicenseFile.isLicenseFile(bytes) { return try LicenseFile(parsing: bytes).objects }
        if bytes.starts(with: [0xd2, 0x84]) {
            return try SignedMessage.sequence(bytes, maxPayload: Limits.maxObjectBytes)
        }
        if let refusal = ForeignInput.refusal(of: bytes, wanted: "a list of licenses") {
            throw refusal
        }
        let text = String(decoding: bytes, as: UTF8.self)
        return try text.split(whereSeparator: \.isWhitespace).map { word in
            let word = String(word)
            return Carrier.isCarrier(word)
                ? try Carrier.message(word) : try LicenseKey(parsing: word).message
        }
    }
}

/// The keys whose word counts, within one vendor's bundle.
private struct KeyJudge {
    /// Whose bundle it is; nil without one.
    let organization: OrganizationID?
    let issuers: IssuingKeys
    let answering: AnsweringKeys

    /// One for each bundle, or one without; nil where two keys have one id.
    static func all(
        _ organizations: Organizations, within bundles: [ServedBundle]
    ) throws -> [KeyJudge]? {
        let issuing = try organizations.signingKeys()
        let services = try organizations.serviceKeys()
        var judges: [KeyJudge] = []
        for bundle in bundles.isEmpty ? [nil] : bundles.map(Optional.some) {
            guard let issuers = IssuingKeys(issuing, within: bundle),
                let answering = AnsweringKeys(services, issuers: issuing, within: bundle)
            else { return nil }
            judges.append(
                KeyJudge(
                    organization: bundle?.bundle.organization, issuers: issuers,
                    answering: answering))
        }
        return judges
    }
}

/// What is taken in, by the keys whose word counts.
private struct Adoption {
    /// Judges everything, as far as its bundle speaks of it.
    let first: KeyJudge
    /// Each judges what is of its organization, too.
    let others: [KeyJudge]
    /// Nil to change nothing.
    let continuity: Continuity?
    let now: Timestamp
    var report: AdoptReport

    /// A license key that waits; one whose key was withdrawn since is named, and holds up no others.
    mutating func take(_ token: UnknownToken) throws {
        let message = try SignedMessage(token.octets, maxPayload: Limits.maxObjectBytes)
        do throws(LicenseError) {
            _ = try verified(LicenseKey(message))
        } catch {
            report.refused.append("\(token.license): \(error)")
            return
        }
        do {
            try take(message)
        } catch RegistryError.issuedAhead(let seconds) {
            report.refused.append(
                "\(token.license): \(RegistryError.issuedAhead(seconds: seconds))")
        }
    }

    mutating func take(_ message: SignedMessage) throws {
        switch message.header.type {
        case .activationCertificate:
            let proof = try first.answering.verifyCertificate(message)
            for other in others where other.organization == proof.certificate.organization {
                _ = try other.answering.verifyCertificate(message)
            }
            try take(proof)
        case .receipt:
            guard let proof = try first.answering.verifyReceipt(message) else { return }
            for other in others where other.organization == proof.certificate.organization {
                _ = try other.answering.verifyReceipt(message)
            }
            try take(proof)
        default:
            let license = try verified(Self.key(in: message))
            _ = try continuity?.adopt(license, now: now)
            report.licenses.append("\(license.claims.license)")
        }
    }

    private func verified(_ key: LicenseKey) throws(LicenseError) -> VerifiedLicense {
        let license = try first.issuers.verify(key)
        for other in others where other.organization == license.claims.organization {
            _ = try other.issuers.verify(key)
        }
        return license
    }

    /// A license key, which a request may bring along.
    private static func key(in message: SignedMessage) throws -> LicenseKey {
        guard message.header.type == .activationRequest else { return try LicenseKey(message) }
        switch try ActivationRequest.verify(message).request.license {
        case .key(let key): return key
        case .proof(let proof):
            throw CommandFailure(
                .malformed, code: "adopt.no-key",
                "the request proves that its machine has the license \(proof.license), and does "
                    + "not include its key",
                nextStep:
                    "have the machine ask with `latchkey request --include-license`, and give "
                    + "what that prints, or give the license key itself")
        case .legacy:
            throw CommandFailure(
                .malformed, code: "adopt.no-key",
                "the request is about a third-party key, which no key of this registry has signed",
                nextStep: "import the key as it was imported before")
        }
    }

    private mutating func take(_ proof: CertificateProof) throws {
        try continuity?.restore(proof, now: now)
        report.activations.append("\(proof.certificate.activation)")
    }
}

extension SignedMessage {
    /// Whether it is about a machine's seat, and not about a license.
    fileprivate var isOfActivation: Bool {
        header.type == .activationCertificate || header.type == .receipt
    }
}

/// What was taken in, or would be.
package struct AdoptReport: Report {
    let isDone: Bool
    var licenses: [String] = []
    var activations: [String] = []
    /// License keys that wait and are not believed, each with the reason.
    var refused: [String] = []

    package func text(_ style: Style) -> String {
        (licenses.map { "license \($0)" } + activations.map { "activation \($0)" }
            + refused.map { "refused: license \($0)" }
            + [isDone ? "taken in" : "nothing was changed"]).joined(separator: "\n")
    }
}
