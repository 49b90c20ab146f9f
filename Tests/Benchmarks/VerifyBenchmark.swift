import CAllocationCounter
import COSE
import COSESigning
import LicenseIssuer
import LicenseTestSupport
import LicenseVerifier

/// From the text of a key to a decision, against one libcrypto verification.
enum VerifyBenchmark {
    static func run() throws {
        let seed = [UInt8](repeating: 7, count: 32)
        let minted = try Sample.minimal(seed: seed)
        let trusted = TrustedKeys(pinning: try SigningKey.derive(seed: seed).verificationKey)
        let now = minted.claims.issuedAt
        var facts = Facts(
            organization: minted.claims.organization, benefit: .exactly(minted.claims.benefit),
            prefix: .exactly(minted.claims.prefix))
        facts.activation = .notJudged
        facts.usage = .used(0)

        let raw = RawEd25519(seed: seed)
        let signed = SigStructure.encode(
            protected: minted.message.protectedBytes, payload: minted.message.unverifiedPayload)
        let signature = Array(minted.message.signature)
        let rounds = 2000
        let time = try Measure.pair(turns: 9) {
            for _ in 0..<rounds { precondition(raw.verify(signature, signed)) }
        } _: {
            for _ in 0..<rounds {
                let license = try trusted.verify(LicenseKey(parsing: minted.text))
                precondition(license.evaluate(facts, at: now).isAllowed)
            }
        }
        Line("verify, raw libcrypto", time.floor / Double(rounds) * 1e6, "µs").show()
        Line("verify, text to decision", time.ours / Double(rounds) * 1e6, "µs").show()
        Line("verify, ratio", time.ours / time.floor, "×", atMost: 1.06).show()

        let before = allocation_count()
        let license = try trusted.verify(LicenseKey(parsing: minted.text))
        let decision = license.evaluate(facts, at: now)
        let count = allocation_count() - before
        precondition(decision.isAllowed)
        let beforeRaw = allocation_count()
        precondition(raw.verify(signature, signed))
        Line("verify, allocations of raw libcrypto", Double(allocation_count() - beforeRaw), "")
            .show()
        Line("verify, allocations", Double(count), "", atMost: 12).show()
        Line(
            "minimal license, text", Double(minted.text.utf8.count), "characters", atMost: 250
        ).show()
        Line(
            "minimal license, carrier (311 fit version 10-M)",
            Double(license.carrierText.utf8.count), "characters", atMost: 311
        ).show()
    }
}
