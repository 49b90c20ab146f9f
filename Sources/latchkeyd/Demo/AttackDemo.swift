import COSESigning
import CommandSupport
import Foundation
import LicenseIssuer
import LicenseRegistry
import LicenseService
import LicenseSync
import LicenseVerifier
import Terminal

/// `latchkeyd demo --attacks`: a neighbor, a liar and a thief against a service, and what each gets.
struct AttackDemo {
    private let demo: DemoRun
    private let forgery: Forgery

    init(_ demo: DemoRun) throws {
        self.demo = demo
        forgery = Forgery(directory: demo.directory, now: try Clock.now())
    }

    /// Throws at the first attack that gets something.
    func play() throws {
        for step in DemoStep.sale { try demo.run(step) }
        try playNeighbor()
        try playLiar()
        for step in DemoStep.thief { try demo.run(step) }
    }

    private func playNeighbor() throws {
        for step in DemoStep.neighbor { try demo.run(step) }
        let registry = try demo.registry(forgery.now)
        let neighbor = try ServiceHome(demo.layout, passphraseFile: nil)
            .issuer(KeyName.neighbor, registry.organizations)
        try write(
            forgery.request(withLicenseIn: "hospital.key", signedBy: neighbor),
            to: "neighbor.request")
        try demo.run(.neighborSigns)
        let receipt = try receipt(in: "neighbor.answer").receipt
        try expect(
            receipt.outcome == .unknownLicense && receipt.certificate == nil
                && receipt.replacement == nil,
            "The service signs: \(receipt.outcome.sentence). No seat, and not ACME's key.")
    }

    private func playLiar() throws {
        try demo.run(.liarActivates)
        let seat = try certificate(in: "liar.answer")
        try write(
            forgery.report(of: seat.activation, using: 1000, byKeyIn: "liar/device.key"),
            to: "liar.report")
        try write("\(seat.activation)", to: "liar.id")
        try demo.run(.liarReports)
        let after = try receipt(in: "liar.receipt").receipt
        // A device that claims more than it was granted gets a certificate of what it was granted.
        let allowance = try certificate(in: "liar.receipt").allowance
        try expect(
            after.outcome == .accepted && allowance == seat.allowance,
            "The service signs: up to \(allowance ?? 0) units, as before the lie.")
        for step in DemoStep.afterTheLie { try demo.run(step) }
    }

    private func receipt(in file: String) throws -> VerifiedReceipt {
        let home = ServiceHome(demo.layout, passphraseFile: nil)
        return try forgery.receipt(in: file, by: home.open(.service).verificationKey)
    }

    private func certificate(in file: String) throws -> ActivationCertificate {
        guard let certificate = try receipt(in: file).certificate?.certificate else {
            throw CommandFailure(
                .internalFault, "the answer in \(file) has no certificate",
                nextStep: "please report it with the lines above")
        }
        return certificate
    }

    private func write(_ text: String, to file: String) throws {
        try Data((text + "\n").utf8).write(to: demo.directory.appendingPathComponent(file))
    }

    /// Says how an attack has ended; throws where it got more than it should.
    private func expect(_ isDefended: Bool, _ result: String) throws {
        Console.say(result)
        guard isDefended else {
            throw CommandFailure(
                .internalFault, "this attack has ended in another way than it should",
                nextStep: "please report it with the lines above")
        }
    }
}
