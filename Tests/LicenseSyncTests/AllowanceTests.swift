import LicenseSync
import LicenseTestSupport
import LicenseVerifier
import Testing

@Suite struct `Allowances` {
    /// Devices that see each other never: each counts up to its grant and no further.
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
                    in: trueUse[device]...devices[device].granted, using: &generator)
            case 2:
                devices[device].count(trueUse[device])
                #expect(devices[device].overdraft == 0)
            default:
                devices[device].count(trueUse[device])
                pool.settle(&devices[device])
            }
            #expect(devices.reduce(0) { $0 + $1.granted } == pool.granted)
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
        #expect(device.granted == 3 && pool.left == 0)
    }

    @Test func `reach as far ahead of the use as the policy says`() {
        var pool = AllowancePool(limit: 1000)
        var device = Allowance()
        let policy = AllowancePolicy(headroom: 100, share: 1)
        let first = pool.grant(policy, to: &device)
        device.count(30)
        let second = pool.grant(policy, to: &device)
        #expect([first, second] == [100, 30])
        #expect(device.granted == 130)
        // A smaller headroom takes nothing back: the device holds the certificate.
        let third = pool.grant(AllowancePolicy(headroom: 1, share: 1), to: &device)
        #expect(third == 0 && device.granted == 130)
    }

    @Test func `are not raised by what is used beyond them, and nothing is granted any more`() {
        var pool = AllowancePool(limit: 100)
        var device = Allowance()
        let policy = AllowancePolicy(headroom: 5, share: 1)
        pool.grant(policy, to: &device)
        device.count(12)
        #expect(device.overdraft == 7)
        #expect(pool.granted == 5 && pool.left == 95)
        let granted = pool.grant(policy, to: &device)
        device.count(3)
        #expect(granted == 0)
        #expect(device.granted == 5 && device.used == 12 && device.covered == 5)
        let settled = pool.settle(&device)
        #expect(settled == 0 && device.granted == 5)
        let voided = pool.takeBack(&device)
        #expect(voided == 5 && pool.left == 100)
    }

    @Test func `out of storage say what is open and what is beyond`() {
        #expect(Allowance(granted: 2, used: 3).overdraft == 1)
        #expect(Allowance(granted: 2, used: 3).open == 0)
        #expect(Allowance(granted: 3, used: 2).open == 1)
        #expect(Allowance(granted: 3, used: 2).overdraft == 0)
        #expect(Allowance(granted: 2, used: 9, unmetered: 8).overdraft == 1)
    }

    @Test func `of a license that had no limit begin with one slice, whatever was used before`() {
        let policy = AllowancePolicy(headroom: 100, share: 1)
        func granted(after used: UInt64) -> [UInt64] {
            var pool = AllowancePool(limit: 1000)
            var device = Allowance()
            device.countUnmetered(used)
            let first = pool.grant(policy, to: &device)
            return [first, pool.grant(policy, to: &device), device.overdraft]
        }
        #expect(granted(after: 0) == [100, 0, 0])
        #expect(granted(after: 30) == [100, 30, 0])
        // Nothing that it could use.
        #expect(granted(after: 100) == [0, 0, 0])
        #expect(granted(after: 5000) == [0, 0, 0])
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
