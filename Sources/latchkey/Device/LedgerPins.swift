import COSE
import Glibc
import LicenseLedger
import LicenseSync
import LicenseVerifier

/// Whom a machine's owner has named as its vendor.
enum PinnedTrust: Equatable {
    /// Keys that sign licenses, certificates and lists.
    case keys([VerificationKey])
    /// Keys that sign trust bundles.
    case root(TrustRoot)

    func ledgerTrust() throws -> LedgerTrust {
        switch self {
        case .root(let root): return .root(root)
        case .keys(let keys):
            guard let licenses = TrustedKeys(pinning: keys),
                let activations = ActivationKeys(pinning: keys),
                let statuses = StatusKeys(pinning: keys)
            else {
                throw CommandFailure(
                    .configuration, "two of the public keys have one key id",
                    nextStep: "name one of them only, with --key")
            }
            return .keys(licenses: licenses, activations: activations, statuses: statuses)
        }
    }
}

/// The file beside a ledger in which the vendor's keys are remembered, one on a line.
struct LedgerPins {
    let directory: String

    private var path: String { directory + "/vendor" }

    /// Whether a ledger was made here before.
    var isLedger: Bool { access(directory + "/state", F_OK) == 0 }

    func read() throws -> PinnedTrust? {
        let file = InputFile(path: path)
        guard file.exists else { return nil }
        let text = String(decoding: try file.bytes(limit: 65_536), as: UTF8.self)
        var (keys, roots): ([VerificationKey], [VerificationKey]) = ([], [])
        var threshold = 1
        for line in text.split(separator: "\n") {
            let words = line.split(separator: " ")
            switch (words.first, words.dropFirst().first) {
            case ("key", let value?): keys.append(try VerificationKey(parsing: String(value)))
            case ("root", let value?): roots.append(try VerificationKey(parsing: String(value)))
            case ("threshold", let value?): threshold = Int(value) ?? 0
            default: break
            }
        }
        if let root = TrustRoot(roots, threshold: threshold) { return .root(root) }
        guard !keys.isEmpty else {
            throw CommandFailure(
                .malformed, "\(path) names no key",
                nextStep: "remove it, and name the vendor's key with --key")
        }
        return .keys(keys)
    }

    /// Remembers the keys, if they are not the ones that are remembered.
    func write(_ trust: PinnedTrust) throws {
        // A file that cannot be read is written anew.
        guard (try? read()) != trust else { return }
        let lines: [String] =
            switch trust {
            case .keys(let keys): keys.map { "key \($0.hexadecimal)" }
            case .root(let root):
                root.keys.map { "root \($0.hexadecimal)" } + ["threshold \(root.threshold)"]
            }
        let file = try OutputFile(path)
        try file.write(Array((lines.joined(separator: "\n") + "\n").utf8))
        try file.complete()
    }
}
