import LicenseSync
import LicenseTestSupport
import LicenseVerifier
import Testing

@Suite struct `Allowances` {
    /// Devices that see each other never: each counts up to its ceiling and no further.
    @Test(arguments: 0..<UInt64(200))
    func `never sum beyond the limit, whatever is granted, used and given back`(seed: UInt64) {
        var generator = SplitMix64(seed: seed)
        let limit = UInt64.random(in: 0...60, using: &generator)
        let policy = AllowancePolicy(
            headroom: .random(in: 0...30, using: &generator),
            share: .random(in: 0...4, using: &generator))
        var pool = AllowancePool(limit: limit)
        var devices = [Allowance](repeating: Allowance(), count: 4)
        var trueUse = [UInt64](repeating: 0, count: 4)
        for _ in 0..<100 {
            let device = Int.random(in: 0..<4, using: &generator)
            switch Int.random(in: 0...3, using: &generator) {
            case 0: pool.grant(policy, to: &devices[device])
            case 1:
                trueUse[device] = .random(
                    in: trueUse[device]...devices[device].ceiling, using: &generator)
            case 2:
                let beyond = pool.count(trueUse[device], by: &devices[device])
                #expect(beyond == 0)
            default:
                pool.count(trueUse[device], by: &devices[device])
                pool.settle(&devices[device])
            }
            #expect(devices.reduce(0) { $0 + $1.ceiling } == pool.granted)
            #expect(pool.granted <= limit)
            #expect(trueUse.reduce(0, +) <= limit)
        }
    }

    @Test func `go to the last unit, one at a time where little is left`() {
        var pool = AllowancePool(limit: 3)
        var device = Allowance()
        let policy = AllowancePolicy(headroom: 10, share: 4)
        let granted = (0..<4).map { _ in pool.grant(policy, to: &device) }
        #expect(granted == [1, 1, 1, 0])
        #expect(device.ceiling == 3 && pool.left == 0)
    }

    @Test func `reach as far ahead of the use as the policy says`() {
        var pool = AllowancePool(limit: 1000)
        var device = Allowance()
        let policy = AllowancePolicy(headroom: 100, share: 1)
        let first = pool.grant(policy, to: &device)
        pool.count(30, by: &device)
        let second = pool.grant(policy, to: &device)
        #expect([first, second] == [100, 30])
        #expect(device.ceiling == 130)
        // A smaller headroom takes nothing back: the device holds the certificate.
        let third = pool.grant(AllowancePolicy(headroom: 1, share: 1), to: &device)
        #expect(third == 0 && device.ceiling == 130)
    }

    @Test func `count what was used beyond them, and grant no more`() {
        var pool = AllowancePool(limit: 10)
        var device = Allowance()
        let policy = AllowancePolicy(headroom: 5, share: 1)
        pool.grant(policy, to: &device)
        let beyond = pool.count(12, by: &device)
        #expect(beyond == 7)
        #expect(pool.granted == 12 && pool.left == 0)
        let granted = pool.grant(policy, to: &device)
        let again = pool.count(3, by: &device)
        #expect(granted == 0 && again == 0)
        #expect(device.used == 12)
    }

    @Test func `out of storage are refused when more is used than allowed`() {
        #expect(Allowance(used: 3, ceiling: 2) == nil)
        #expect(Allowance(used: 2, ceiling: 3)?.open == 1)
    }
}

@Suite struct `Seats of a license` {
    @Test func `are taken only while one is left`() {
        var seats = Seats(limit: .seats(2))
        let taken = (0..<3).map { _ in seats.take() }
        #expect(taken == [true, true, false])
        #expect(seats.taken == 2)
        seats.giveBack()
        let again = (0..<2).map { _ in seats.take() }
        #expect(again == [true, false])
    }

    @Test func `without a limit are always left`() {
        var seats = Seats(limit: .unlimited, taken: 1_000_000)
        let taken = seats.take()
        #expect(taken && seats.taken == 1_000_001)
    }

    @Test func `given back once too often stay none`() {
        var seats = Seats(limit: .seats(1))
        seats.giveBack()
        #expect(seats.taken == 0)
    }
}
