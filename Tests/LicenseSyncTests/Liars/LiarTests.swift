import LicenseTestSupport
import Testing

@testable import LicenseSync

/// Devices that lie: they report too much, too little and of too many meters, repeat what others
/// sent, copy their ledgers and go back to older ones, and speak in the name of others.
///
/// Whatever they do, the allowances that were signed never sum beyond the license's limit, and a
/// device that keeps to the rules is answered and keeps what it was given.
@Suite struct `Devices that lie` {
    /// 200 times 500 schedules.
    @Test(arguments: 0..<UInt64(200))
    func `get nothing, and take nothing from others`(seed: UInt64) throws {
        for schedule in 0..<UInt64(500) {
            try Self.run(LiarWorld(seed: seed << 32 + schedule, .byNumber), steps: 16)
        }
    }

    @Test(arguments: 0..<UInt64(16))
    func `get nothing over many months either`(seed: UInt64) throws {
        try Self.run(LiarWorld(seed: ~seed, .byNumber), steps: 600)
    }

    @Test(arguments: 0..<UInt64(16))
    func `get nothing by what they sign`(seed: UInt64) throws {
        try Self.run(LiarWorld(seed: seed, .signed), steps: 120)
    }

    private static func run(_ world: LiarWorld, steps: Int) throws {
        var world = world
        for _ in 0..<steps {
            try world.step()
            try world.check()
        }
    }
}
