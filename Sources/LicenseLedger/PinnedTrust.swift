public import COSE
import LicenseSync
public import LicenseVerifier

/// Whom a machine's owner has named as its vendor, for programs that belong to no vendor.
public enum PinnedTrust: Equatable, Sendable {
    /// Keys that sign licenses, certificates and lists.
    case keys([VerificationKey])
    /// Keys that sign trust bundles.
    case root(TrustRoot)

    /// The keys for each role; nil when two of them have one key id.
    public var trust: LedgerTrust? {
        switch self {
        case .root(let root): return .root(root)
        case .keys(let keys):
            guard let licenses = TrustedKeys(pinning: keys),
                let activations = ActivationKeys(pinning: keys),
                let statuses = StatusKeys(pinning: keys)
            else { return nil }
            return .keys(licenses: licenses, activations: activations, statuses: statuses)
        }
    }
}

/// The file in a ledger's directory in which the vendor's keys are remembered, one on a line.
///
/// Who can write it can name another vendor, and could as well name one to the program.
public struct LedgerPins: Sendable {
    private static let name = "vendor"
    private static let maxBytes = 65_536

    private let directory: String
    private let files: any FileLayer

    /// The file of a ledger.
    public init(_ directory: String, files: any FileLayer = SystemFiles()) {
        self.directory = directory
        self.files = files
    }

    /// Whether a ledger was made in the directory.
    public func isLedger() throws(LedgerError) -> Bool {
        do throws(FileFault) {
            guard let file = try files.open(path(LedgerState.fileName), for: .reading) else {
                return false
            }
            files.close(file)
            return true
        } catch {
            throw .file(error)
        }
    }

    /// The keys that were named; nil before any were.
    public func read() throws(LedgerError) -> PinnedTrust? {
        do {
            guard
                let content = try files.content(
                    of: Self.name, in: directory, limit: Self.maxBytes)
            else { return nil }
            guard let pinned = Self.pinned(String(decoding: content, as: UTF8.self)) else {
                throw LedgerError.pinsDamaged(path: path(Self.name))
            }
            return pinned
        } catch {
            throw LedgerError(error)
        }
    }

    /// Remembers keys, if they are not the ones that are remembered.
    public func write(_ pinned: PinnedTrust) throws(LedgerError) {
        // A file that cannot be read is written anew.
        guard (try? read()) != pinned else { return }
        let lines: [String] =
            switch pinned {
            case .keys(let keys): keys.map { "key \($0.hexadecimal)" }
            case .root(let root):
                root.keys.map { "root \($0.hexadecimal)" } + ["threshold \(root.threshold)"]
            }
        do throws(FileFault) {
            try files.replace(
                Self.name, in: directory, with: Array((lines.joined(separator: "\n") + "\n").utf8))
        } catch {
            throw .file(error)
        }
    }

    private func path(_ name: String) -> String { directory + "/" + name }

    private static func pinned(_ text: String) -> PinnedTrust? {
        var (keys, roots): ([VerificationKey], [VerificationKey]) = ([], [])
        var threshold: Int?
        for line in text.split(separator: "\n") {
            let words = line.split(separator: " ")
            guard words.count == 2 else { return nil }
            if words[0] == "threshold" {
                threshold = Int(words[1])
                continue
            }
            guard let key = try? VerificationKey(parsing: String(words[1])) else { return nil }
            switch words[0] {
            case "key": keys.append(key)
            case "root": roots.append(key)
            default: return nil
            }
        }
        guard roots.isEmpty else {
            guard keys.isEmpty, let threshold else { return nil }
            return TrustRoot(roots, threshold: threshold).map { .root($0) }
        }
        return keys.isEmpty || threshold != nil ? nil : .keys(keys)
    }
}
