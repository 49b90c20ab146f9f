import ArgumentParser
import COSE
import COSESigning
import LicenseIssuer
import LicenseStore
import LicenseSync
import LicenseVerifier

/// `latchkey approve`: the vendor answers an activation request.
struct ApproveCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "approve",
        abstract: "At the vendor: answer an activation request with a certificate.",
        discussion: """
            Prints the certificate in the carrier form. A seat is taken while there are seats left; \
            the same machine asking again gets its own seat renewed.

            Examples:
              latchkey approve request.txt --lease 90d > certificate.txt
            """)

    @Argument(
        help: ArgumentHelp("The request: a text, a file, or -.", valueName: "request"),
        completion: .file())
    var request: String = "-"

    @Option(
        help: ArgumentHelp("How long the seat is good: 90d, or none.", valueName: "span"))
    var lease: SpanArgument?

    @Option(
        help: ArgumentHelp(
            "The signing key's name; with one key it may be left out.", valueName: "name"))
    var signingKey: KeyName?

    @OptionGroup(title: "Passphrase") var passphraseOptions: PassphraseOptions
    @OptionGroup var homeOptions: HomeOptions

    func run() throws {
        let verified = try VerifiedActivationRequest(CarrierInput.message(request))
        let home = try homeOptions.directory()
        let store = try home.store()
        let license = try license(in: verified, store)
        let now = try Clock.now()
        guard verified.request.kind == .activate else {
            try store.freeSeat(of: license.claims.license, for: verified.device, now: now)
            Console.remark("the seat is free again")
            return
        }
        guard license.claims.activationLimit != .notUsed else {
            throw CommandFailure(
                .usage, "the license is good on any machine and needs no seat",
                nextStep: "use it without an activation")
        }
        let ring = KeyRing(home: home, store: store)
        let key = try ring.signingKey(of: ring.record(signingKey), passphrase: passphraseOptions)
        var generator = SystemRandomNumberGenerator()
        let seat = try store.takeSeat(
            .random(using: &generator), of: license.claims.license, for: verified.device,
            label: verified.request.label ?? "", leaseEnd: lease?.duration.map { now + $0 },
            now: now)
        var certificate = ActivationCertificate(
            seat.id, of: seat.license, organization: license.claims.organization,
            device: seat.device, issuedAt: now)
        certificate.leaseEnd = seat.leaseEnd
        certificate.fingerprint = verified.request.fingerprint
        certificate.label = verified.request.label
        certificate.conditions = verified.request.conditions
        Console.say(Carrier.encode(try certificate.signed(by: key).bytes))
    }

    /// The license in a request counts only if this registry's keys have signed it.
    private func license(
        in request: VerifiedActivationRequest, _ store: Store
    ) throws -> VerifiedLicense {
        let keys = try store.signingKeys().map(\.publicKey)
        guard let trusted = TrustedKeys(pinning: keys) else { throw StoreError.corrupt }
        let message: SignedMessage
        do throws(COSEError) {
            message = try SignedMessage(
                request.request.license, maxPayload: Limits.maxLicensePayload)
        } catch {
            throw LicenseError.message(error)
        }
        return try trusted.verify(LicenseKey(message))
    }
}

/// A signed object in the carrier form, as a text, in a file or on standard input.
enum CarrierInput {
    static func message(_ given: String) throws -> SignedMessage {
        if Carrier.isCarrier(given) { return try Carrier.message(given) }
        let bytes = try InputFile(path: given).bytes(limit: 65_536)
        guard let text = String(validating: bytes, as: UTF8.self), Carrier.isCarrier(text) else {
            throw CommandFailure(
                .malformed, "this is not a text that begins with LK1:",
                nextStep: "give what the other side's command printed")
        }
        return try Carrier.message(text)
    }
}
