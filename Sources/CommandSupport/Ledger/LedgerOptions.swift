package import ArgumentParser
package import COSE
import Glibc
import LicenseLedger
import LicenseVerifier
import Terminal

/// A machine's ledger, and whom it trusts.
///
/// The licensed program pins its keys itself. For our programs, which belong to no vendor, they are
/// named once and then kept beside the ledger, whose owner could name others as well.
package struct LedgerOptions: ParsableArguments {
    @OptionGroup(title: "Machine") package var machine: MachineOptions

    @Option(
        name: .customLong("key"), parsing: .singleValue,
        help: ArgumentHelp(
            "A public key of the vendor, as a file or as text; named once, then remembered.",
            valueName: "public-key"),
        completion: .file())
    package var keys: [String] = []

    @OptionGroup(title: "Root keys") package var roots: RootOptions

    package init() {}

    package func validate() throws {
        guard machine.device != nil else { throw ValidationError("--device is needed") }
        guard keys.isEmpty || roots.roots.isEmpty else {
            throw ValidationError("--key and --root exclude each other")
        }
    }

    /// The code with which keys of another vendor than the machine's are refused.
    package static let otherVendor = "ledger.other-vendor"

    /// Opens the ledger; one that is not there yet is made where `making` says so.
    ///
    /// - Parameter bundles: what may lead from the keys that the machine trusts to root keys that are
    ///   named now; objects of other kinds do no harm.
    package func open(
        making: Bool = false, vouching bundles: [SignedMessage] = []
    ) throws -> OpenedLedger {
        let directory = machine.device ?? ""
        try checkDirectory(directory)
        let pins = LedgerPins(directory)
        let given = try given()
        var held = try pins.read()
        if let named = given, let known = held, known.isVouchedFor(by: named, in: bundles) {
            held = nil
        }
        if let given, let held, !given.isSame(as: held) {
            throw CommandFailure(
                .configuration, code: Self.otherVendor,
                "this machine already trusts another vendor's keys",
                nextStep: "leave --key and --root out, or name another directory; where the vendor "
                    + "now has a root key, name it together with the trust bundle that it signed; to "
                    + "trust other keys from now on, remove \(directory)/vendor first")
        }
        guard let pinned = held ?? given else {
            throw CommandFailure(
                .configuration, code: "ledger.no-vendor",
                "this machine does not know the vendor's key yet",
                nextStep: "name it once with --key, or the vendor's root keys with --root")
        }
        guard let trust = pinned.trust else {
            throw CommandFailure(
                .configuration, code: "trust.key-ids",
                "two of the public keys have the same key id",
                nextStep: "name only one of them with --key")
        }
        guard try making || pins.isLedger() else { throw LedgerError.missing }
        let ledger = try Ledger.open(
            directory, trusting: trust, at: Clock.now(),
            on: .linux(
                ledger: directory, facts: machine.fact.isEmpty ? nil : machine.fact.map(\.fact)))
        return OpenedLedger(ledger, pinned, isRemembered: held != nil, pins)
    }

    private func checkDirectory(_ path: String) throws {
        var status = stat()
        guard stat(path, &status) == 0, status.st_mode & S_IFMT != S_IFDIR else { return }
        throw CommandFailure(
            .noInput, code: "ledger.no-directory", "\(path) is not a directory",
            nextStep: "name the directory in which this machine keeps its ledger")
    }

    private func given() throws -> PinnedTrust? {
        if !roots.roots.isEmpty { return .root(try roots.root()) }
        return keys.isEmpty ? nil : .keys(try keys.map(VerificationKey.init(given:)))
    }
}
