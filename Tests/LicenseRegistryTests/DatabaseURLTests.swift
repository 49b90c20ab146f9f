import RegistryTestSupport
import Testing

@testable import SQLDatabase

@Suite struct `A database URL` {
    @Test(arguments: ["registry.sqlite", "/var/lib/latch key/r.sqlite", "./file:x", "a%20b", "ä"])
    func `names a file by its path as it is written`(path: String) throws {
        #expect(try DatabaseURL("sqlite:\(path)") == .sqlite(path: path))
    }

    private static func parameters(_ text: String) throws -> [String: String] {
        guard case .postgreSQL(let url) = try DatabaseURL(text) else { return [:] }
        return Dictionary(uniqueKeysWithValues: url.parameters.map { ($0.name, $0.value) })
    }

    private static let servers: [(text: String, parameters: [String: String])] = [
        ("postgresql://localhost/db", ["host": "localhost", "dbname": "db"]),
        (
            "postgresql://me:a%40b%2F:c@[::1]:5433/my%20db",
            ["host": "::1", "port": "5433", "user": "me", "password": "a@b/:c", "dbname": "my db"]
        ),
        (
            "postgresql://me@/db?host=/var/run/postgresql",
            ["host": "/var/run/postgresql", "user": "me", "dbname": "db"]
        ),
        ("postgresql://%2Frun%2Fpg/db", ["host": "/run/pg", "dbname": "db"]),
        (
            "postgresql://one.example,two.example:5433/db?sslmode=verify-full&connect_timeout=3",
            [
                "host": "one.example,two.example", "port": ",5433", "dbname": "db",
                "sslmode": "verify-full", "connect_timeout": "3",
            ]
        ),
        (
            "postgresql://127.0.0.1/db?options=-csearch_path%3Dshop",
            ["host": "127.0.0.1", "dbname": "db", "options": "-csearch_path=shop"]
        ),
    ]

    @Test(arguments: servers)
    func `names a server with what libpq is told`(
        _ server: (text: String, parameters: [String: String])
    ) throws {
        #expect(try Self.parameters(server.text) == server.parameters)
    }

    private static let refused: [(text: String, fault: DatabaseURLFault)] = [
        ("", .scheme), ("registry.sqlite", .scheme), ("mysql://localhost/db", .scheme),
        ("postgres://localhost/db", .scheme), ("postgresql:localhost/db", .scheme),
        ("SQLITE:x", .scheme), ("postgresql://localhost/db#x", .scheme),
        ("sqlite:", .path), ("sqlite:///x", .path), ("sqlite::memory:", .path),
        ("sqlite:file:x", .path), ("sqlite:x?mode=ro", .path), ("sqlite:dir/", .path),
        ("sqlite:a\nb", .characters), ("postgresql://localhost/a\u{7f}", .characters),
        ("postgresql://localhost", .database), ("postgresql://localhost/", .database),
        ("postgresql://localhost/a/b", .database),
        ("postgresql://localhost?sslmode=prefer", .database),
        ("postgresql:///db", .host), ("postgresql://[::1/db", .host),
        ("postgresql://[x y]/db", .host),
        ("postgresql://a b/db", .host), ("postgresql://a,,b/db?sslmode=prefer", .host),
        ("postgresql://loc%61l%2Chost/db", .host),
        ("postgresql:///db?host=", .parameter(name: "host")),
        ("postgresql://localhost:/db", .port), ("postgresql://localhost:0/db", .port),
        ("postgresql://localhost:65536/db", .port), ("postgresql://localhost:+1/db", .port),
        ("postgresql://[::1]5432/db", .port),
        ("postgresql://%zz/db", .escape), ("postgresql://localhost/%", .escape),
        ("postgresql://localhost/%ff", .escape), ("postgresql://localhost/a%00", .escape),
        ("postgresql://:secret@localhost/db", .parameter(name: "user")),
        ("postgresql://me:@localhost/db", .parameter(name: "password")),
        ("postgresql://localhost/db?password=x", .parameter(name: "password")),
        ("postgresql://localhost/db?sslmode=none", .parameter(name: "sslmode")),
        ("postgresql://localhost/db?sslmode", .parameter(name: "sslmode")),
        ("postgresql://localhost/db?", .parameter(name: "")),
        ("postgresql://localhost/db?connect_timeout=-1", .parameter(name: "connect_timeout")),
        (
            "postgresql://localhost/db?target_session_attrs=standby",
            .parameter(name: "target_session_attrs")
        ),
        ("postgresql://localhost/db?host=/run", .repeated(name: "host")),
        ("postgresql://localhost/db?sslsni=1&sslsni=1", .repeated(name: "sslsni")),
        ("postgresql://db.example/db", .encryption), ("postgresql://10.0.0.1/db", .encryption),
        ("postgresql://localhost,db.example/db", .encryption),
        ("postgresql:///db?host=db.example", .encryption),
        ("postgresql://127.evil/db", .encryption),
    ]

    @Test(arguments: refused)
    func `is refused where it is anything else`(
        _ refused: (text: String, fault: DatabaseURLFault)
    ) {
        #expect(throws: SQLError.invalidURL(refused.fault)) { try DatabaseURL(refused.text) }
    }

    @Test func `is shown without user, password and parameters`() throws {
        let text = "postgresql://me:secret@one.example:5432,[::1]/db?sslmode=require"
        let url = try DatabaseURL(text)
        #expect("\(url)" == "postgresql://one.example:5432,[::1]/db")
        var dumped = String(reflecting: url)
        dump(url, to: &dumped)
        #expect(!dumped.contains("secret"))
        #expect("\(try DatabaseURL("sqlite:/x/y"))" == "sqlite:/x/y")
    }

    @Test func `has a next step for every refusal`() {
        for refused in Self.refused {
            let error = SQLError.invalidURL(refused.fault)
            #expect(error.code == "store.invalid-url")
            #expect(!error.description.isEmpty && !error.nextStep.isEmpty)
        }
    }
}
