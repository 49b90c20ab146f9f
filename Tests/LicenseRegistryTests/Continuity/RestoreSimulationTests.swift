import COSE
import LicenseRegistry
import LicenseSync
import LicenseTestSupport
import LicenseVerifier
import RegistryTestSupport
import Testing

/// Licenses, devices and lists of one vendor, whose registry goes back again and again.
///
/// What must be true after each step is said by a second, far simpler model: what was published
/// last, or where nothing was published since, what the backup knew.
private struct RestoreSimulation {
    /// A backup, and what was true of it.
    private struct Backup {
        let path: String
        let states: [Int: LicenseState]
        let publications: Int
    }

    private let world: RestoredRegistry
    private var random: SplitMix64
    private var licenses: [VerifiedLicense] = []
    private var states: [Int: LicenseState] = [:]
    private var publishedStates: [Int: LicenseState] = [:]
    private var publications = 0
    private var backups: [Backup] = []
    private var metered: [VerifiedLicense] = []
    private var devices: [(license: Int, device: TestDevice)] = []

    init(_ world: RestoredRegistry, seed: UInt64) throws {
        self.world = world
        random = SplitMix64(seed: seed)
        try sell(50)
        metered = try world.sell(4, seats: .seats(3), usage: 300)
        try publish()
        try backUp()
    }

    private mutating func number(_ limit: Int) -> Int {
        Int.random(in: 0..<limit, using: &random)
    }

    mutating func run(lives: Int) throws {
        var restores = 0
        while licenses.count < lives || restores < 3 {
            world.now = world.now + .seconds(Int64(1 + number(86_400)))
            switch number(20) {
            case 0..<5: try sell(25 + number(50))
            case 5..<9: try changeStates()
            case 9..<12: try publish()
            case 12..<14: try backUp()
            case 14..<18: try useDevices()
            default:
                restores += 1
                try restore()
            }
            try checkUnits()
        }
        try publish()
    }

    private mutating func sell(_ count: Int) throws {
        licenses += try world.sell(count)
    }

    private mutating func changeStates() throws {
        for _ in 0..<5 {
            let index = number(licenses.count)
            let license = licenses[index].claims.license
            // What is lost cannot be changed before it is taken in.
            guard let held = try world.registry.licenses.find(license) else { continue }
            let state: LicenseState = held.state == .granted ? .revoked : .granted
            try world.registry.issuance.setState(
                of: license, to: state, reason: "", now: world.now)
            states[index] = state
        }
    }

    private mutating func publish() throws {
        try world.publish()
        publications += 1
        publishedStates = states
        let indexes = licenses.map(\.claims.statusIndex)
        #expect(Set(indexes).count == indexes.count, "one position twice")
        for (index, license) in licenses.enumerated() {
            let expected = states[index] == .revoked ? LicenseStatus.invalid : .valid
            #expect(try world.status(of: license) == expected)
        }
    }

    private mutating func backUp() throws {
        backups.append(
            Backup(path: try world.backUp(), states: states, publications: publications))
    }

    private mutating func useDevices() throws {
        let license = number(metered.count)
        let own = devices.filter { $0.license == license }
        if own.count < 3, number(2) == 0 {
            let device = try TestDevice(UInt8(devices.count + 1), metered[license])
            try device.take(
                world.vendor.answer(device.request(), of: device, at: world.now))
            if device.state.activation != nil { devices.append((license, device)) }
            return
        }
        guard let device = own.randomElement(using: &random)?.device else { return }
        let allowance = device.state.certificate?.certificate.allowance ?? 0
        device.used += min(UInt64(number(60)), allowance - min(device.used, allowance))
        let answer = try world.vendor.answer(device.report(), at: world.now)
        #expect(answer.outcome == .accepted && answer.overdraft == 0)
        try device.take(answer)
    }

    /// All that devices may use together is never more than the license gives.
    private func checkUnits() throws {
        for license in metered.indices {
            let granted = devices.filter { $0.license == license }.map {
                $0.device.state.certificate?.certificate.allowance ?? 0
            }
            #expect(granted.reduce(0, +) <= 300, "oversold")
        }
    }

    private mutating func restore() throws {
        let backup = backups[backups.count - 1 - number(min(backups.count, 3))]
        let hasMarks = number(3) > 0
        try world.putBack(backup.path, hasMarks: hasMarks)
        let continuity = world.registry.maintenance.continuity
        let isStopped = try continuity.reason() != nil
        if !hasMarks { #expect(isStopped) }
        // Nothing has happened since the backup, so nothing is lost.
        guard isStopped else { return }
        // What lies on the web server is always there.
        try continuity.resume(
            world.marks, lists: world.published.values.map(\.message.bytes), now: world.now)
        states = publications > backup.publications ? publishedStates : backup.states
        for (_, device) in devices {
            if let certificate = device.state.certificate {
                try continuity.restore(world.proof(certificate), now: world.now)
            }
        }
        for license in metered {
            try continuity.settle(license.claims.license, now: world.now)
        }
        if number(2) == 0 {
            for license in licenses.suffix(40) { _ = try continuity.adopt(license, now: world.now) }
        }
        try publish()
    }
}

@Suite struct `Ten thousand lives with restores at random moments` {
    @Test(arguments: 0..<UInt64(10))
    func `end in no wrong decision`(seed: UInt64) throws {
        try SampleRegistry.with(.sqlite) { sample in
            try withTemporaryDirectory { directory in
                let world = try RestoredRegistry(sample, in: directory)
                var simulation = try RestoreSimulation(world, seed: seed)
                try simulation.run(lives: 1000)
            }
        }
    }
}
