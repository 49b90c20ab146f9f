import LicensePostgres
import LicenseTestSupport
import RegistryTestSupport
import Testing

@testable import SQLDatabase

/// What the registry's verbs rely on, whatever the database is.
@Suite struct `A database` {
    @discardableResult
    static func withTable<Result>(
        _ driver: Driver, _ body: (TestDatabase, any Database) throws -> Result
    ) throws -> Result {
        try TestDatabase.with(driver) { test in
            let database = try test.open()
            try database.run(
                """
                CREATE TABLE thing (
                    id BIGINT PRIMARY KEY, number BIGINT, word TEXT, bytes BYTEA,
                    CHECK (number >= 0 OR id < 100)
                )
                """)
            return try body(test, database)
        }
    }

    static func count(_ database: some Database) throws(SQLError) -> Int64? {
        try database.read { (reader) throws(SQLError) in
            try reader.row("SELECT count(*) AS n FROM thing") { (row) throws(SQLError) in
                try row.integer("n")
            }
        }
    }

    @Test(arguments: Driver.available)
    func `keeps to the statements' own numbers of parameters`(_ driver: Driver) throws {
        try TestDatabase.with(driver) { test in
            let row = try test.open().read { (reader) throws(SQLError) in
                try reader.row(
                    "SELECT $2 AS second, $1 AS first, $2 AS again",
                    [.text("one"), .text("two")]
                ) { (row) throws(SQLError) in
                    [try row.text("first"), try row.text("second"), try row.text("again")]
                }
            }
            #expect(row == ["one", "two", "two"])
        }
    }

    private static let values: [[SQLValue]] = [
        [.integer(.max), .text("")], [.integer(.min), .text("ä\u{1f680}'; -- \u{1}")],
        [.integer(0), .text("e\u{301}")], [.integer(-1), .null], [.null, .text("x")],
    ]

    @Test(arguments: Driver.available)
    func `gives back the values that it was given`(_ driver: Driver) throws {
        try Self.withTable(driver) { (_, database) throws in
            for (id, values) in Self.values.enumerated() {
                try database.run(
                    "INSERT INTO thing (id, number, word) VALUES ($1, $2, $3)",
                    [.integer(Int64(id))] + values)
            }
            let found = try database.read { (reader) throws(SQLError) in
                try reader.rows("SELECT number, word FROM thing ORDER BY id") {
                    (row) throws(SQLError) in
                    [
                        try row.optionalInteger("number").map { SQLValue.integer($0) } ?? .null,
                        try row.optionalText("word").map { SQLValue.text($0) } ?? .null,
                    ]
                }
            }
            #expect(found == Self.values)
        }
    }

    @Test(arguments: Driver.available, [[], [0], [0, 255, 10], [UInt8](0...255)])
    func `gives back the bytes that it was given`(_ driver: Driver, bytes: [UInt8]) throws {
        try Self.withTable(driver) { (_, database) throws in
            try database.run("INSERT INTO thing (id, bytes) VALUES (1, $1)", [.blob(bytes)])
            let found = try database.read { (reader) throws(SQLError) in
                try reader.row("SELECT bytes FROM thing") { (row) throws(SQLError) in
                    try row.blob("bytes")
                }
            }
            #expect(found == bytes)
        }
    }

    @Test(arguments: Driver.available, [0, 1, 9999, 10_000, -10_000, 123_456_789, Int64.max])
    func `adds integers up to an integer`(_ driver: Driver, number: Int64) throws {
        try Self.withTable(driver) { (_, database) throws in
            for id in [Int64(1), 2] {
                try database.run(
                    "INSERT INTO thing (id, number) VALUES ($1, $2)",
                    [.integer(id), .integer(id == 1 ? number : 0)])
            }
            let sum = try database.read { (reader) throws(SQLError) in
                try reader.row(
                    "SELECT sum(number) AS total, sum(number) > 5 AS many, max(id) AS last FROM thing"
                ) { (row) throws(SQLError) in
                    [try row.integer("total"), try row.integer("many"), try row.integer("last")]
                }
            }
            #expect(sum == [number, number > 5 ? 1 : 0, 2])
        }
    }

    @Test(arguments: Driver.available)
    func `has no text with a zero in it`(_ driver: Driver) throws {
        try Self.withTable(driver) { (_, database) throws in
            #expect(throws: SQLError.constraint) {
                try database.run(
                    "INSERT INTO thing (id, word) VALUES (1, $1)", [.text("one\0two")])
            }
        }
    }

    @Test(arguments: Driver.available)
    func `says how many rows a statement changed`(_ driver: Driver) throws {
        try Self.withTable(driver) { (_, database) throws in
            let counts = try [
                "INSERT INTO thing (id) VALUES (1), (2), (3)",
                "INSERT INTO thing (id) VALUES (3) ON CONFLICT DO NOTHING",
                "UPDATE thing SET number = 1 WHERE id > 1", "DELETE FROM thing WHERE id > 5",
            ].map { try database.run($0) }
            #expect(counts == [3, 0, 2, 0])
        }
    }

    private static let refused: [(statement: String, error: SQLError)] = [
        ("INSERT INTO thing (id) VALUES (1)", .constraint),
        ("INSERT INTO thing (id, number) VALUES (200, -1)", .constraint),
        ("INSERT INTO other (id, thing_id) VALUES (1, 77)", .constraint),
    ]

    @Test(arguments: Driver.available, refused)
    func `keeps the rules of its tables`(
        _ driver: Driver, _ refused: (statement: String, error: SQLError)
    ) throws {
        try Self.withTable(driver) { (_, database) throws in
            try database.run(
                """
                CREATE TABLE other (id BIGINT PRIMARY KEY, thing_id BIGINT REFERENCES thing (id))
                """)
            try database.run("INSERT INTO thing (id) VALUES (1)")
            #expect(throws: refused.error) { try database.run(refused.statement) }
        }
    }

    @Test(arguments: Driver.available)
    func `says of other failures only the code`(_ driver: Driver) throws {
        try Self.withTable(driver) { (_, database) throws in
            let error = #expect(throws: SQLError.self) {
                try database.run("INSERT INTO nowhere (id) VALUES ($1)", [.text("a secret")])
            }
            let text = String(reflecting: error) + "\(error?.description ?? "")"
            #expect(!text.contains("nowhere") && !text.contains("secret"))
            guard case .other = error else {
                Issue.record("the code is missing")
                return
            }
        }
    }

    @Test(arguments: Driver.available)
    func `takes everything back when the body throws`(_ driver: Driver) throws {
        try Self.withTable(driver) { (_, database) throws in
            #expect(throws: SQLError.noTables) {
                try database.write { (writer) throws(SQLError) in
                    try writer.run("INSERT INTO thing (id) VALUES (1)", [])
                    throw .noTables
                }
            }
            #expect(try Self.count(database) == 0)
        }
    }

    @Test(arguments: Driver.available)
    func `takes everything back when the body ignores a failure`(_ driver: Driver) throws {
        try Self.withTable(driver) { (_, database) throws in
            #expect(throws: SQLError.constraint) {
                try database.write { (writer) throws(SQLError) in
                    try writer.run("INSERT INTO thing (id) VALUES (1)", [])
                    do throws(SQLError) {
                        try writer.run("INSERT INTO thing (id) VALUES (1)", [])
                    } catch {
                        // The body continues as if nothing had happened.
                    }
                }
            }
            #expect(try Self.count(database) == 0)
        }
    }

    @Test(arguments: Driver.available)
    func `cannot be changed by who only reads`(_ driver: Driver) throws {
        try Self.withTable(driver) { (_, database) throws in
            #expect(throws: SQLError.readOnly) {
                try database.read { (reader) throws(SQLError) in
                    try reader.rows("INSERT INTO thing (id) VALUES (1) RETURNING id") { _ in }
                }
            }
            #expect(try Self.count(database) == 0)
        }
    }

    @Test(arguments: Driver.available)
    func `shows one state to who reads, whatever others write meanwhile`(
        _ driver: Driver
    ) throws {
        try Self.withTable(driver) { test, database in
            let other = try test.open()
            let counts = try database.read { (reader) throws(SQLError) in
                var counts: [Int64] = []
                for id in 0..<3 {
                    counts += try reader.rows("SELECT count(*) AS n FROM thing") {
                        (row) throws(SQLError) in try row.integer("n")
                    }
                    try other.run("INSERT INTO thing (id) VALUES (\(id))")
                }
                return counts
            }
            #expect(counts == [0, 0, 0])
            #expect(try Self.count(database) == 3)
        }
    }

    @Test(arguments: Driver.available)
    func `hands over many rows one by one, and continues after a reader stops in the middle`(
        _ driver: Driver
    ) throws {
        try Self.withTable(driver) { (_, database) throws in
            try database.write { (writer) throws(SQLError) in
                for id in Int64(0)..<5000 {
                    try writer.run("INSERT INTO thing (id) VALUES ($1)", [.integer(id)])
                }
            }
            #expect(throws: SQLError.noTables) {
                try database.read { (reader) throws(SQLError) in
                    try reader.forEachRow("SELECT id FROM thing ORDER BY id", []) {
                        (row) throws(SQLError) in
                        if try row.integer("id") == 10 { throw .noTables }
                    }
                }
            }
            #expect(try Self.count(database) == 5000)
        }
    }
}
