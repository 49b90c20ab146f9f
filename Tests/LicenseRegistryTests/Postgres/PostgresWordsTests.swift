import SQLDatabase
import Testing

@testable import LicensePostgres

/// What the server says, and what it comes to, without a server.
@Suite struct `The words of PostgreSQL` {
    private static let numbers: [(bytes: [UInt8], value: Int64?)] = [
        ([0, 0, 0, 0, 0, 0, 0, 0], 0),
        ([0, 1, 0, 0, 0, 0, 0, 0, 0, 1], 1),
        ([0, 1, 0, 0, 0x40, 0, 0, 0, 0x27, 0x0f], -9999),
        ([0, 1, 0, 1, 0, 0, 0, 0, 0, 1], 10_000),
        ([0, 2, 0, 1, 0, 0, 0, 0, 0, 1, 0, 5], 10_005),
        (  // 9223372036854775807 and what lies on both sides of the last that there is
            [0, 5, 0, 4, 0, 0, 0, 0, 0x03, 0x9a, 0x0d, 0x2c, 0x01, 0x70, 0x15, 0x65, 0x16, 0xaf],
            .max
        ),
        (
            [0, 5, 0, 4, 0, 0, 0, 0, 0x03, 0x9a, 0x0d, 0x2c, 0x01, 0x70, 0x15, 0x65, 0x16, 0xb0],
            nil
        ),
        (
            [
                0, 5, 0, 4, 0x40, 0, 0, 0, 0x03, 0x9a, 0x0d, 0x2c, 0x01, 0x70, 0x15, 0x65, 0x16,
                0xb0,
            ],
            .min
        ),
        ([0, 1, 0xff, 0xff, 0, 0, 0, 1, 0x13, 0x88], nil),  // 0.5
        ([0, 2, 0, 0, 0, 0, 0, 1, 0, 1, 0x13, 0x88], nil),  // 1.5
        ([0, 0, 0, 0, 0xc0, 0, 0, 0], nil),  // not a number
        ([0, 2, 0, 0, 0, 0, 0, 0, 0, 1], nil), ([0, 0, 0], nil), ([], nil),
    ]

    @Test(arguments: numbers)
    func `read a sum as an integer, or not at all`(_ number: (bytes: [UInt8], value: Int64?)) {
        #expect(
            PostgresType.value(number.bytes, of: PostgresType.numeric)
                == number.value.map { .integer($0) })
    }

    private static let integers: [(type: UInt32, bytes: [UInt8], value: Int64)] = [
        (PostgresType.int8, [0x80, 0, 0, 0, 0, 0, 0, 0], .min),
        (PostgresType.int4, [0xff, 0xff, 0xff, 0xfe], -2),
        (PostgresType.int2, [0x7f, 0xff], 32_767),
        (PostgresType.oid, [0xff, 0xff, 0xff, 0xff], 4_294_967_295), (PostgresType.bool, [1], 1),
    ]

    @Test(arguments: integers)
    func `read integers of every size`(_ number: (type: UInt32, bytes: [UInt8], value: Int64)) {
        #expect(PostgresType.value(number.bytes, of: number.type) == .integer(number.value))
    }

    @Test func `refuse what no column of the sample holds`() {
        #expect(PostgresType.value([0, 0, 0, 0, 0, 0, 0, 0], of: 701) == nil)
        #expect(PostgresType.value([0xff], of: PostgresType.text) == nil)
        #expect(PostgresType.value([UInt8](repeating: 0, count: 9), of: PostgresType.int8) == nil)
    }

    private static let states: [(state: String, fault: PostgresFault)] = [
        ("40001", .conflict), ("40P01", .conflict),
        ("57P01", .lost), ("57P02", .lost), ("57P03", .lost), ("08006", .lost), ("25P03", .lost),
        ("53100", .statement(.diskFull)), ("53300", .statement(.busy)),
        ("55P03", .statement(.busy)), ("57014", .statement(.timedOut)),
        ("25006", .statement(.readOnly)), ("42501", .statement(.readOnly)),
        ("23505", .statement(.constraint)), ("23503", .statement(.constraint)),
        ("23514", .statement(.constraint)), ("22021", .statement(.constraint)),
        ("28P01", .statement(.cannotConnect(.refused))),
        ("3D000", .statement(.cannotConnect(.refused))),
        ("58030", .statement(.inputOutput)), ("XX001", .statement(.corrupt)),
        ("XX002", .statement(.corrupt)),
    ]

    @Test(arguments: states)
    func `have one meaning each`(_ known: (state: String, fault: PostgresFault)) throws {
        #expect(PostgresFault(try #require(SQLState(known.state))) == known.fault)
    }

    @Test(arguments: ["42P01", "XX000", "0A000", "26000", "P0001"])
    func `are passed on where they have no other meaning`(text: String) throws {
        let state = try #require(SQLState(text))
        let fault = PostgresFault(state)
        #expect(fault == .statement(.other(.sqlState(state))))
        #expect(fault.sqlError.description.hasSuffix(text))
        #expect(fault.isStale == ["0A000", "26000"].contains(text))
    }

    @Test(arguments: ["", "4200", "420011", "42p01", "42P0\u{0}", "42P0ä"])
    func `are five digits and capital letters`(text: String) {
        #expect(SQLState(text) == nil)
    }

    private static let tags: [(tag: String, rows: Int, effect: Bool)] = [
        ("INSERT 0 3", 3, true), ("INSERT 0 0", 0, false), ("UPDATE 1", 1, true),
        ("UPDATE 0", 0, false), ("DELETE 12", 12, true), ("SELECT 5", 0, false), ("", 0, false),
        ("CREATE TABLE", 0, true), ("ALTER TABLE", 0, true),
    ]

    @Test(arguments: tags)
    func `tell what would have to be taken back`(_ known: (tag: String, rows: Int, effect: Bool)) {
        let outcome = PostgresOutcome(tag: known.tag)
        #expect(outcome.changedRows == known.rows)
        #expect(outcome.hasEffect == known.effect)
    }

    @Test func `are asked for again after pauses that grow up to a bound`() {
        let bounds = (1...40).map { RetrySchedule.bound(of: $0) }
        #expect(zip(bounds, bounds.dropFirst()).allSatisfy { $0 <= $1 })
        #expect(bounds.first == .milliseconds(2))
        #expect(bounds.last == .milliseconds(250))
    }

    @Test func `are not asked for without end`() {
        var schedule = RetrySchedule(limit: .zero)
        let answers = [schedule.waitAfterLoss(), schedule.waitAfterLoss()]
        #expect(answers == [true, false])
    }
}
