import LicenseSync
import LicenseTestSupport
import LicenseVerifier
import Testing

/// A machine whose files a test can change.
private struct SimulatedMachine {
    var files: [String: String] = [
        "/etc/machine-id": "0123456789abcdef0123456789abcdef\n",
        "/sys/class/dmi/id/product_uuid": "4C4C4544-0042-3510-8052-B4C04F4D3132\n",
        "/sys/class/dmi/id/board_serial": "CN7016326O00AB\n",
        "/proc/sys/kernel/osrelease": "6.1.0-25-amd64\n",
        "/proc/sys/kernel/hostname": "press4\n",
        "/proc/sys/kernel/random/boot_id": "11111111-1111-1111-1111-111111111111\n",
        "/sys/class/net/eth0/address": "52:54:00:12:34:56\n",
    ]
    var volume: String? = "fsid-42"

    var facts: [MachineFact] {
        MachineFacts.collect(
            from: MachineSource(
                readFile: { [files] in files[$0] }, readVolume: { [volume] in volume }))
    }
}

@Suite struct `Machine facts` {
    private func fingerprint(_ machine: SimulatedMachine) throws -> Fingerprint {
        var generator = SplitMix64(seed: 1)
        return try #require(Fingerprint(of: machine.facts, using: &generator))
    }

    @Test func `are four on a machine that tells everything`() {
        #expect(
            SimulatedMachine().facts.map(\.name.description)
                == ["machine-id", "product-uuid", "board-serial", "volume"])
    }

    /// What changes, and how many of the four facts are still there.
    static let changes: [(String, @Sendable (inout [String: String], inout String?) -> Void, Int)] =
        [
            (
                "a reboot",
                { files, _ in
                    files["/proc/sys/kernel/random/boot_id"] =
                        "22222222-2222-2222-2222-222222222222"
                }, 4
            ),
            (
                "a new kernel",
                { files, _ in
                    files["/proc/sys/kernel/osrelease"] = "6.12.1-1-amd64"
                    // Newer kernels write the number in the other case.
                    files["/sys/class/dmi/id/product_uuid"] = "4c4c4544-0042-3510-8052-b4c04f4d3132"
                }, 4
            ),
            (
                "another network card",
                { files, _ in
                    files["/sys/class/net/eth0/address"] = nil
                    files["/sys/class/net/eth1/address"] = "52:54:00:65:43:21"
                }, 4
            ),
            ("another host name", { files, _ in files["/proc/sys/kernel/hostname"] = "b" }, 4),
            (
                "a container started again with its ledger mounted",
                { files, _ in
                    files["/etc/machine-id"] = nil
                }, 3
            ),
            (
                "a new main board in the same machine",
                { files, _ in
                    files["/sys/class/dmi/id/board_serial"] = "CN7016326O00AC"
                }, 3
            ),
            (
                "a new installation on another disk",
                { files, volume in
                    files["/etc/machine-id"] = "fedcba9876543210fedcba9876543210"
                    volume = "fsid-43"
                }, 2
            ),
            (
                "the disk in another machine",
                { files, _ in
                    files["/sys/class/dmi/id/product_uuid"] = "4c4c4544-0042-3510-8052-000000000001"
                    files["/sys/class/dmi/id/board_serial"] = "other"
                }, 2
            ),
            (
                "the directory on another machine",
                { files, volume in
                    files["/etc/machine-id"] = "fedcba9876543210fedcba9876543210"
                    files["/sys/class/dmi/id/product_uuid"] = "4c4c4544-0042-3510-8052-000000000001"
                    files["/sys/class/dmi/id/board_serial"] = "other"
                    volume = "fsid-43"
                }, 0
            ),
        ]

    @Test(arguments: changes.indices)
    func `outlive a change as far as they should`(row: Int) throws {
        let (what, change, left) = Self.changes[row]
        let before = SimulatedMachine()
        var after = before
        change(&after.files, &after.volume)
        let fingerprint = try fingerprint(before)
        #expect(fingerprint.matchCount(after.facts) == left, "\(what)")
        #expect(fingerprint.matches(after.facts) == (left >= 2), "\(what)")
    }

    @Test func `that a program without privileges sees are enough`() throws {
        let asRoot = SimulatedMachine()
        var asUser = asRoot
        asUser.files["/sys/class/dmi/id/product_uuid"] = nil
        asUser.files["/sys/class/dmi/id/board_serial"] = nil
        #expect(try fingerprint(asRoot).matches(asUser.facts))
        #expect(try fingerprint(asUser).matches(asRoot.facts))
    }

    @Test(arguments: [
        "", "\n", "None", "To be filled by O.E.M.", "Default string", "0", "00000000", "Unknown",
    ])
    func `are none where the firmware has a filler`(_ filler: String) {
        var machine = SimulatedMachine()
        machine.files["/sys/class/dmi/id/board_serial"] = filler
        machine.files["/sys/class/dmi/id/product_uuid"] = filler
        #expect(machine.facts.map(\.name.description) == ["machine-id", "volume"])
    }

    @Test(arguments: [
        "uninitialized", "00000000000000000000000000000000", "0123456789abcdef",
        "0123456789abcdef0123456789abcdeg",
    ])
    func `have no machine id that is none`(_ text: String) {
        var machine = SimulatedMachine()
        machine.files["/etc/machine-id"] = text
        #expect(machine.facts.count == 3)
        machine.files["/var/lib/dbus/machine-id"] = "0123456789abcdef0123456789abcdef"
        #expect(machine.facts.count == 4)
    }

    @Test func `come from the device tree of boards without firmware tables`() {
        var machine = SimulatedMachine()
        machine.files["/sys/class/dmi/id/product_uuid"] = nil
        machine.files["/sys/class/dmi/id/board_serial"] = nil
        machine.files["/sys/firmware/devicetree/base/serial-number"] = "10000000abcdef\0"
        #expect(
            machine.facts.first { $0.name.description == "board-serial" }?.value
                == "10000000abcdef")
    }

    @Test func `are read on this machine twice alike`() throws {
        try withTemporaryDirectory { directory in
            let source = MachineSource.linux(ledger: directory)
            #expect(MachineFacts.collect(from: source) == MachineFacts.collect(from: source))
            #expect(source.readFile(directory + "/none") == nil)
            #expect(MachineSource.linux(ledger: directory + "/none").readVolume() == nil)
        }
    }
}
