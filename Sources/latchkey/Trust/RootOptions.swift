import ArgumentParser
import LicenseVerifier
import Terminal

/// The root keys that are pinned.
struct RootOptions: ParsableArguments {
    @Option(
        name: .customLong("root"), parsing: .singleValue,
        help: ArgumentHelp(
            "A root key, as a file or as text; may be repeated.", valueName: "public-key"),
        completion: .file())
    var roots: [String] = []

    @Option(
        help: ArgumentHelp(
            "How many root keys must sign; with one root key it may be left out.",
            valueName: "number"))
    var threshold: Int?

    /// The root keys, of which nobody is made to trust fewer than they meant.
    func root() throws -> TrustRoot {
        guard threshold != nil || roots.count <= 1 else {
            throw TrustRefusal.thresholdUnsaid(roots: roots.count)
        }
        let threshold = threshold ?? 1
        guard let root = TrustRoot(try roots.map(TrustOptions.publicKey), threshold: threshold)
        else {
            throw CommandFailure(
                .usage, "\(roots.count) root key(s) cannot make \(threshold) signature(s)",
                nextStep: "name each root key once with --root, and --threshold no higher")
        }
        return root
    }
}
