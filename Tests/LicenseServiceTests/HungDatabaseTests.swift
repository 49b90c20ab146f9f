import Foundation
import LicenseRegistry
import LicenseTestSupport
import RegistryTestSupport
import SQLDatabase
import Testing

@testable import LicenseService

@Suite(.enabled(if: Driver.server != nil, "LATCHKEY_POSTGRES is not set"))
struct `A service whose PostgreSQL hangs` {
    private static func get(_ place: String, _ token: String, _ port: Int) throws -> String {
        let connection = try RawConnection(port: port)
        connection.send(
            "GET \(place) HTTP/1.1\r\nhost: x\r\nconnection: close\r\n"
                + "authorization: Bearer \(token)\r\n\r\n")
        return connection.receiveAll()
    }

    @Test func `answers 503 in time, and continues when it is back`() throws {
        try TestDatabase.with(.postgreSQL) { registry in
            try withTemporaryDirectory { home in
                let made = try runProcess(
                    ServedProcess.program,
                    ["init", "--home", home, "--set", "database=\(registry.text)"])
                let token = String(decoding: made.output, as: UTF8.self)
                    .trimmingCharacters(in: .newlines)
                let node = try ServedProcess(
                    home: home,
                    [
                        "--set", "database=\(registry.text)",
                        "--set", "limits.statement-time=300ms",
                    ])
                let place = "/manage/v1/organizations"
                #expect(try Self.get(place, token, node.port).hasPrefix("HTTP/1.1 200 "))
                // Another session keeps what everybody reads, as a careless administrator would.
                let answer = try registry.open().writeConcurrently { (writer) throws(SQLError) in
                    try writer.run("LOCK TABLE organization IN ACCESS EXCLUSIVE MODE", [])
                    return (try? Self.get(place, token, node.port)) ?? "no connection"
                }
                #expect(answer.hasPrefix("HTTP/1.1 503 "), "\(answer)")
                #expect(answer.contains("urn:latchkey:problem:store.timed-out"))
                #expect(answer.lowercased().contains("retry-after: "))
                #expect(try Self.get(place, token, node.port).hasPrefix("HTTP/1.1 200 "))
                #expect(node.end() == 0)
            }
        }
    }
}
