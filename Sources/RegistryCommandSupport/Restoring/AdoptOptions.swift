package import ArgumentParser
import COSE
import CommandSupport
package import LicenseRegistry
import LicenseSync
import LicenseVerifier
package import Terminal

/// What a registry takes in that it has lost.
package struct AdoptOptions: ParsableArguments {
    package static let abstract = "Take in license keys and activations that the registry has lost."
    package static let discussion = """
        License keys that a key of this registry has signed, and the certificates and receipts that \
        machines hold. Without files: the license keys that machines have shown since the restore; \
        look at them first with --dry-run.
        """

    @Argument(
        help: ArgumentHelp("Files of license keys, certificates, receipts.", valueName: "file"),
        completion: .file())
    package var files: [String] = []

    @Flag(help: "Say what is there, and change nothing.")
    package var dryRun = false

    package init() {}

    /// Takes them in.
    package func run(
        _ continuity: Continuity, _ organizations: Organizations
    ) throws -> AdoptReport {
        let now = try Clock.now()
        guard let issuers = IssuingKeys(try organizations.signingKeys()) else {
            throw CommandFailure(
                .malformed, "two keys of the registry have one id", nextStep: "report this")
        }
        var keys = issuers.records.map(\.publicKey)
        for record in try organizations.serviceKeys()
        where record.role == .activate && !keys.contains(record.publicKey) {
            keys.append(record.publicKey)
        }
        let messages =
            files.isEmpty
            ? try continuity.keptTokens(limit: 10_000).map {
                try SignedMessage($0.octets, maxPayload: Limits.maxObjectBytes)
            } : try files.flatMap { try Self.messages(in: $0) }
        var report = AdoptReport(isDone: !dryRun)
        for message in messages {
            switch message.header.type {
            case .activationCertificate, .receipt:
                guard let certificate = try Self.certificate(message, ActivationKeys(pinning: keys))
                else { continue }
                report.activations.append("\(certificate.certificate.activation)")
                if !dryRun { try continuity.restore(certificate, now: now) }
            default:
                let license = try issuers.verify(LicenseKey(message))
                report.licenses.append("\(license.claims.license)")
                if !dryRun { _ = try continuity.adopt(license, now: now) }
            }
        }
        return report
    }

    private static func certificate(
        _ message: SignedMessage, _ keys: ActivationKeys?
    ) throws -> VerifiedActivationCertificate? {
        guard let keys else { return nil }
        return message.header.type == .receipt
            ? try keys.verifyReceipt(message).certificate : try keys.verifyCertificate(message)
    }

    private static func messages(in path: String) throws -> [SignedMessage] {
        let bytes = try InputFile(path: path).bytes(limit: Limits.maxFileBytes)
        if LicenseFile.isLicenseFile(bytes) { return try LicenseFile(parsing: bytes).objects }
        if bytes.starts(with: [0xd2, 0x84]) {
            return try SignedMessage.sequence(bytes, maxPayload: Limits.maxObjectBytes)
        }
        let text = String(decoding: bytes, as: UTF8.self)
        return try text.split(whereSeparator: \.isWhitespace).map { word in
            let word = String(word)
            return Carrier.isCarrier(word)
                ? try Carrier.message(word) : try LicenseKey(parsing: word).message
        }
    }
}

/// What was taken in, or would be.
package struct AdoptReport: Report {
    let isDone: Bool
    var licenses: [String] = []
    var activations: [String] = []

    package func text(_ style: Style) -> String {
        (licenses.map { "license \($0)" } + activations.map { "activation \($0)" }
            + [isDone ? "taken in" : "nothing was changed"]).joined(separator: "\n")
    }
}
