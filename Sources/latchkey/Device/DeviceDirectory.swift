import ArgumentParser
import COSESigning
import Glibc
import LicenseSync
import LicenseVerifier

/// The directory in which a machine keeps its own key.
///
/// Whoever can read it can take the machine's seat along, which its fingerprint is there to notice.
struct DeviceDirectory {
    let path: String

    private var keyPath: String { path + "/device.key" }

    /// The machine's key, made where there is none yet.
    func key() throws -> SigningKey {
        guard mkdir(path, 0o700) == 0 || errno == EEXIST else {
            throw CommandFailure(
                .cannotCreate, "\(path) cannot be made: \(String(cString: strerror(errno)))",
                nextStep: "make the directory above it, or name another place with --device")
        }
        if access(keyPath, F_OK) != 0 {
            try KeyFile.writeUnencrypted(SigningKey.generate(), to: keyPath)
        }
        return try existingKey()
    }

    /// The key of a machine that has one.
    func existingKey() throws -> SigningKey {
        try KeyFile.read(keyPath) { () throws(KeyFileError) in
            throw .unsupportedEncryption(path: keyPath)
        }
    }
}

/// Where a machine keeps its key, and what it is known by.
struct DeviceOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The directory in which this machine keeps its key.",
            valueName: "directory"), completion: .directory)
    var device: String?

    @Option(
        parsing: .singleValue,
        help: ArgumentHelp(
            "A fact that this machine is known by, as kind=value; may be repeated. Default: its "
                + "machine id and the serial numbers of its board and product.",
            valueName: "kind=value"))
    var fact: [FactArgument] = []

    /// The machine's facts: given, or found.
    func facts() -> [MachineFact] {
        fact.isEmpty ? MachineFacts.found() : fact.map(\.fact)
    }
}

/// `kind=value`.
struct FactArgument: ExpressibleByArgument {
    let fact: MachineFact

    init?(argument: String) {
        guard let sign = argument.firstIndex(of: "="), sign != argument.startIndex else {
            return nil
        }
        fact = MachineFact(
            String(argument[..<sign]), Array(argument[argument.index(after: sign)...].utf8))
    }
}

/// What a Linux machine can be known by: it survives reboots, new kernels and new network cards.
enum MachineFacts {
    private static let sources = [
        ("machine-id", "/etc/machine-id"),
        ("product-uuid", "/sys/class/dmi/id/product_uuid"),
        ("product-serial", "/sys/class/dmi/id/product_serial"),
        ("board-serial", "/sys/class/dmi/id/board_serial"),
    ]

    /// The facts that this machine gives and that are more than a maker's placeholder.
    static func found() -> [MachineFact] {
        sources.compactMap { kind, path in
            // A fact that cannot be read is no fact; the fingerprint counts those that can.
            guard let bytes = try? InputFile(path: path).bytes(limit: 4096) else { return nil }
            let value = bytes.filter { $0 > 0x20 && $0 < 0x7f }
            return value.count >= 6 && Set(value).count > 2 ? MachineFact(kind, value) : nil
        }
    }
}
