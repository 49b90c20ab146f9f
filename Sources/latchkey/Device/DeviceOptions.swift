import ArgumentParser
import COSE
import COSESigning
import Glibc
import LicenseLedger
import LicenseSync
import LicenseVerifier
import Terminal

/// Where a machine keeps its ledger, and what it is known by.
struct DeviceOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The directory in which this machine keeps its ledger.",
            valueName: "directory"), completion: .directory)
    var device: String?

    @Option(
        parsing: .singleValue,
        help: ArgumentHelp(
            "A fact that this machine is known by, as name=value; may be repeated. Default: its "
                + "machine id, the serial numbers of its board and product, and its disk.",
            valueName: "name=value"))
    var fact: [FactArgument] = []

    /// The machine's facts: given, or found.
    func facts(_ directory: String) -> [MachineFact] {
        fact.isEmpty
            ? MachineFacts.collect(from: .linux(ledger: directory)) : fact.map(\.fact)
    }
}

/// `name=value`.
struct FactArgument: ExpressibleByArgument {
    let fact: MachineFact

    init?(argument: String) {
        guard let sign = argument.firstIndex(of: "="),
            let name = ConditionKey(String(argument[..<sign])),
            let fact = MachineFact(name, String(argument[argument.index(after: sign)...]))
        else { return nil }
        self.fact = fact
    }
}

/// The key of a machine, for commands that do not open its ledger.
enum DeviceKey {
    static func read(in directory: String) throws -> VerificationKey {
        let path = directory + "/device.key"
        return try KeyFile.read(path) { () throws(KeyFileError) in
            throw .unsupportedEncryption(path: path)
        }.verificationKey
    }
}

/// A machine's ledger, and whom it trusts.
///
/// The licensed program pins its keys itself. For this program, which belongs to no vendor, they are
/// named once and then kept beside the ledger, whose owner could name others as well.
struct LedgerOptions: ParsableArguments {
    @OptionGroup(title: "Machine") var machine: DeviceOptions

    @Option(
        name: .customLong("key"), parsing: .singleValue,
        help: ArgumentHelp(
            "A public key of the vendor, as a file or a text; named once, then remembered.",
            valueName: "public-key"),
        completion: .file())
    var keys: [String] = []

    @OptionGroup(title: "Root keys") var roots: RootOptions

    func validate() throws {
        guard machine.device != nil else { throw ValidationError("--device is needed") }
        guard keys.isEmpty || roots.roots.isEmpty else {
            throw ValidationError("--key and --root exclude each other")
        }
    }

    /// Opens the ledger, made where it is not there yet and may be.
    func open(making: Bool = false) throws -> OpenedLedger {
        let directory = machine.device ?? ""
        try checkDirectory(directory)
        let pins = LedgerPins(directory)
        let (given, held) = (try given(), try pins.read())
        if let given, let held, !given.isSame(as: held) {
            throw CommandFailure(
                .configuration, code: "ledger.other-vendor",
                "this device already trusts another vendor's keys",
                nextStep: "leave --key and --root out, or name another directory; to trust other "
                    + "keys from now on, remove \(directory)/vendor first")
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
                "two of the public keys have one key id",
                nextStep: "name one of them only, with --key")
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
        return keys.isEmpty ? nil : .keys(try keys.map(TrustOptions.publicKey))
    }
}
