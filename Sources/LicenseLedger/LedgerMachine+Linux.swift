import COSESigning
import Glibc
public import LicenseSync
import Synchronization

extension LedgerMachine {
    /// The machine that this program runs on.
    ///
    /// - Parameter facts: what the machine is known by; by default what `MachineFacts` finds.
    public static func linux(
        ledger directory: String, facts: [MachineFact]? = nil
    ) -> LedgerMachine {
        let known = KnownFacts()
        return LedgerMachine(
            facts: {
                facts ?? known.most { MachineFacts.collect(from: .linux(ledger: directory)) }
            },
            elapsed: timeSinceBoot,
            random: { SystemRandom.bytes($0) },
            makeKey: { path throws(KeyFileError) in
                try writeNewKey(to: path)
            },
            readKey: { path throws(KeyFileError) in
                try OwnedDirectory.check(directory, .alone)
                guard unsafe access(path, F_OK) == 0 else { return nil }
                return try KeyFile.read(path) { () throws(KeyFileError) in
                    throw .unsupportedEncryption(path: path)
                }
            })
    }
}

/// What a program has found out of its machine.
///
/// A machine does not change under a program that runs, but a file may be unreadable for a moment, where
/// no more can be opened: fewer facts than before are not another machine.
private final class KnownFacts: Sendable {
    private let facts = Mutex<[MachineFact]>([])

    func most(_ collect: () -> [MachineFact]) -> [MachineFact] {
        let found = collect()
        return facts.withLock { known in
            if found.count >= known.count { known = found }
            return known
        }
    }
}

/// Sleep included, so that time passes on a suspended machine.
private func timeSinceBoot() -> Duration {
    var now = timespec()
    unsafe clock_gettime(CLOCK_BOOTTIME, &now)
    return .seconds(now.tv_sec) + .nanoseconds(now.tv_nsec)
}

private func writeNewKey(to path: String) throws(KeyFileError) -> SigningKey {
    let key: SigningKey
    do throws(SigningKeyError) {
        key = try SigningKey.generate()
    } catch {
        throw .key(source: path, error)
    }
    try KeyFile.writeUnencrypted(key, to: path)
    return key
}
