import CBOR
import LicenseVerifier

/// Where facts about a machine are read: each reader can be another one in a test, or a vendor's.
public struct MachineSource: Sendable {
    /// The text of a small file; nil where it cannot be read.
    public var readFile: @Sendable (String) -> String?
    /// What names the file system that the ledger is on; nil where nothing lasting does.
    public var readVolume: @Sendable () -> String?

    /// Takes both readers.
    public init(
        readFile: @escaping @Sendable (String) -> String?,
        readVolume: @escaping @Sendable () -> String?
    ) {
        self.readFile = readFile
        self.readVolume = readVolume
    }
}

/// The facts by which a machine is known again.
///
/// | name | what | changes with |
/// |---|---|---|
/// | `machine-id` | `/etc/machine-id` | a new installation, a new container image |
/// | `product-uuid` | the firmware's UUID of the machine | another machine |
/// | `board-serial` | the main board's serial number | another main board |
/// | `volume` | the file system that the ledger is on | another disk |
///
/// None changes with a reboot, a new kernel, another network card or name. The two of the firmware
/// are commonly readable by root only; a program that runs sometimes as root and sometimes not finds
/// the other two. Names of hosts, addresses and processors are left out: they change, or are shared.
public enum MachineFacts {
    /// What can be read, at most four facts.
    public static func collect(from source: MachineSource) -> [MachineFact] {
        [
            fact("machine-id", machineID(source)),
            fact("product-uuid", productUUID(source)),
            fact("board-serial", boardSerial(source)),
            fact("volume", source.readVolume()),
        ].compactMap { $0 }
    }

    private static func fact(_ name: String, _ value: String?) -> MachineFact? {
        guard let name = ConditionKey(name), let value else { return nil }
        return MachineFact(name, value)
    }

    /// Thirty-two hexadecimal digits; a file of an image that was not started yet says
    /// `uninitialized`.
    private static func machineID(_ source: MachineSource) -> String? {
        for path in ["/etc/machine-id", "/var/lib/dbus/machine-id"] {
            guard let text = source.readFile(path).map(normalized), text.utf8.count == 32,
                text.utf8.allSatisfy(\.isHexadecimalDigit), isTelling(text)
            else { continue }
            return text
        }
        return nil
    }

    private static func productUUID(_ source: MachineSource) -> String? {
        source.readFile("/sys/class/dmi/id/product_uuid").map(normalized).flatMap {
            isTelling($0) ? $0 : nil
        }
    }

    /// From the firmware's tables, or from the device tree of boards without them.
    private static func boardSerial(_ source: MachineSource) -> String? {
        for path in [
            "/sys/class/dmi/id/board_serial", "/sys/firmware/devicetree/base/serial-number",
        ] {
            if let text = source.readFile(path).map(normalized), isTelling(text) { return text }
        }
        return nil
    }

    /// Lower case without white space or the device tree's zero byte at the ends, so that one
    /// number written in two ways by two kernels is one fact.
    private static func normalized(_ text: String) -> String {
        let characters = text.utf8.map { (65...90).contains($0) ? $0 | 0x20 : $0 }
        let isEdge = { (character: UInt8) in character <= 0x20 }
        let trimmed = characters.drop(while: isEdge).reversed().drop(while: isEdge).reversed()
        return String(decoding: Array(trimmed), as: UTF8.self)
    }

    /// Whether a value tells machines apart; firmware is often delivered with a filler.
    private static func isTelling(_ text: String) -> Bool {
        let characters = Set(text.utf8.filter { $0 != UInt8(ascii: "-") })
        return characters.count > 1 && !fillers.contains(text)
    }

    private static let fillers: Set<String> = [
        "", "none", "n/a", "default string", "not specified", "not applicable",
        "system serial number",
        "base board serial number", "to be filled by o.e.m.", "unknown", "123456789", "0123456789",
        "03000200-0400-0500-0006-000700080009",
    ]
}

extension UInt8 {
    fileprivate var isHexadecimalDigit: Bool {
        isDigit || isOne(of: "abcdef")
    }
}
