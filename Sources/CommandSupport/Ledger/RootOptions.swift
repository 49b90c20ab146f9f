package import ArgumentParser
import COSE
package import LicenseVerifier
import Terminal

/// The root keys that are pinned.
package struct RootOptions: ParsableArguments {
    @Option(
        name: .customLong("root"), parsing: .singleValue,
        help: ArgumentHelp(
            "A root key, as a file or as text; may be repeated.", valueName: "public-key"),
        completion: .file())
    package var roots: [String] = []

    @Option(
        help: ArgumentHelp(
            "How many root keys must sign; optional with a single root key.",
            valueName: "number"))
    package var threshold: Int?

    package init() {}

    /// The root keys, of which nobody is made to trust fewer than they meant.
    package func root() throws -> TrustRoot {
        guard threshold != nil || roots.count <= 1 else {
            throw CommandFailure(
                .usage, code: "trust.threshold-unsaid",
                "\(roots.count) root keys are named, but not how many of them must sign",
                nextStep: "say it with --threshold, such as --threshold 2")
        }
        let threshold = threshold ?? 1
        guard
            let root = TrustRoot(
                try roots.map(VerificationKey.init(given:)), threshold: threshold)
        else {
            throw CommandFailure(
                .usage, "\(roots.count) root key(s) cannot make \(threshold) signature(s)",
                nextStep: "name each root key once with --root, and --threshold no higher")
        }
        return root
    }
}
