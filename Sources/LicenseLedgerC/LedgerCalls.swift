// The names are those of latchkey.h, where each function is documented.
// swift-format-ignore-file: AlwaysUseLowerCamelCase

package import CLatchkey
import LicenseLedger
import LicenseSync
import LicenseVerifier
import LicenseVerifierC

@c @implementation
package func latchkey_ledger_open(
    _ directory: UnsafePointer<CChar>?, _ length: Int, _ trust: OpaquePointer?, _ now: Int64,
    _ ledger: UnsafeMutablePointer<OpaquePointer?>?,
    _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> latchkey_result {
    unsafe Call.make(ledger, "ledger", error) { () throws(Failure) in
        let directory = unsafe try path(directory, length)
        let trust = unsafe try Call.content(trust, "trust", as: TrustContent.self).ledgerTrust()
        let now = try Input.time(now, "now")
        return LedgerContent(
            try Failure.of { () throws(LedgerError) in
                try Ledger.open(directory, trusting: trust, at: now)
            })
    }
}

@c @implementation
package func latchkey_ledger_close(_ ledger: OpaquePointer?) -> latchkey_result {
    unsafe Call.run(nil) { () throws(Failure) in
        let content = unsafe try Call.content(ledger, "ledger", as: LedgerContent.self)
        // Of two threads that close it at once, the second one's handle is stale.
        guard unsafe latchkey_free(UnsafeMutableRawPointer(ledger)) == .success else {
            throw .badHandle("ledger")
        }
        content.waitUntilIdle()
    }
}

@c @implementation
package func latchkey_ledger_decide(
    _ ledger: OpaquePointer?, _ facts: OpaquePointer?, _ now: Int64,
    _ decision: UnsafeMutablePointer<OpaquePointer?>?,
    _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> latchkey_result {
    unsafe Call.make(decision, "decision", error) { () throws(Failure) in
        let content = unsafe try Call.content(ledger, "ledger", as: LedgerContent.self)
        let presented = unsafe try presentedFacts(facts)
        let now = try Input.time(now, "now")
        return try content.use { (ledger) throws(Failure) in
            let (license, decision) = try Failure.of { () throws(LedgerError) in
                try ledger.judgement(at: now) { claims in
                    presented?.expectations(about: claims) ?? anyLicense(claims)
                }
            }
            return DecisionContent(decision, about: license)
        }
    }
}

/// The facts behind a handle; nil for NULL.
func presentedFacts(_ facts: OpaquePointer?) throws(Failure) -> PresentedFacts? {
    guard unsafe facts != nil else { return nil }
    return unsafe try Call.content(facts, "facts", as: FactsContent.self).current()
}

/// A program that takes whatever its vendor's key has signed.
private func anyLicense(_ claims: LicenseClaims) -> Facts {
    var facts = Facts(organization: claims.organization, benefit: .any, prefix: .any)
    facts.conditions = .notJudged
    facts.release = .notJudged
    return facts
}

private func path(
    _ directory: UnsafePointer<CChar>?, _ length: Int
) throws(Failure) -> String {
    let path = unsafe try Input.text(directory, length, "directory", limit: maxPathBytes)
    // A NUL would end the path in the midst for the kernel.
    guard !path.isEmpty, !path.utf8.contains(0) else {
        throw .badArgument("directory", "a path")
    }
    return path
}

/// PATH_MAX, less the names of the files in the directory.
private let maxPathBytes = 4000

extension TrustContent {
    /// Whom a ledger trusts.
    fileprivate func ledgerTrust() throws(Failure) -> LedgerTrust {
        switch anchor {
        case .root(let memory): return .root(memory.root)
        case .keys(let keys):
            guard let activations = ActivationKeys(pinning: keys) else {
                throw .badArgument("trust", "of keys with different key ids")
            }
            return .keys(licenses: licenses, activations: activations, statuses: statuses)
        }
    }
}
