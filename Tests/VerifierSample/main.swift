// What a vendor's program does: one public key compiled in, one call, one decision.
//
// It links the verifier and nothing else; a test reads its symbols to prove that nothing in it can
// reach a network.
import COSE
import Glibc
import LicenseVerifier

let arguments = CommandLine.arguments
guard arguments.count == 3, let now = Timestamp(secondsSinceEpoch: Int64(time(nil))) else {
    print("usage: VerifierSample PUBLIC-KEY LICENSE-KEY")
    exit(64)
}

do {
    let trusted = TrustedKeys(pinning: try VerificationKey(parsing: arguments[1]))
    let license = try trusted.verify(LicenseKey(parsing: arguments[2]))
    var facts = Facts(
        organization: license.claims.organization, benefit: .any, prefix: .any)
    facts.conditions = .notJudged
    facts.activation = .notJudged
    facts.usage = .notJudged
    facts.release = .notJudged
    let decision = license.evaluate(facts, at: now)
    print(decision.isAllowed ? "allowed" : "denied")
    for reason in decision.reasons {
        print(reason.code, reason, reason.nextStep, separator: "\n  ")
    }
    exit(decision.isAllowed ? 0 : 1)
} catch let error as LicenseError {
    print("refused", error.code, error, error.nextStep, separator: "\n  ")
    exit(65)
} catch {
    print("the public key cannot be used: \(error)")
    exit(64)
}
