import Foundation
import LicensePostgres
import LicenseRegistry
import SQLDatabase

/// Prints how the service's answers compare with their floors, in one run, with server and load on
/// the same cores.
///
/// `swift run -c release ServiceBenchmarks [lists] [sync] [validate] [adapters] [revoke] [webhooks]
/// [strangers] [storm] [large]`; without words, all but the last two. PostgreSQL is measured where
/// `LATCHKEY_POSTGRES` holds a server's URL.
@main
enum ServiceBenchmarks {
    private static let usual: Set = [
        "lists", "sync", "validate", "adapters", "revoke", "webhooks", "strangers",
    ]

    static func main() async throws {
        if CommandLine.arguments.contains("--hello") { return try await HelloWorld.serve() }
        let words = Set(CommandLine.arguments.dropFirst())
        let parts = words.isEmpty ? usual : words
        let own = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
        let hello = try ServerProcess(own, ["--hello"])
        defer { hello.end() }
        let floor = Measurement(hello)
        try floor.show("GET hello world, framework alone")
        try await withFleet { [hello = hello.account] fleet in
            try await file(fleet, parts, floor, hello)
        }
        if parts.contains("webhooks") {
            try await withFleet { [port = hello.port] fleet in
                try WebhookMeasure(fleet: fleet, receiver: port).run()
            }
        }
        if parts.contains("strangers") {
            try await withFleet { fleet in
                let service = try ServerProcess(serving: fleet, isLimited: true)
                defer { service.end() }
                try StrangersMeasure(fleet: fleet, service: service).run()
            }
        }
        if parts.contains("large") {
            try await withFleet { fleet in
                try await LargeMeasure(fleet: fleet, title: "a million").run()
            }
        }
        if let server = ProcessInfo.processInfo.environment["LATCHKEY_POSTGRES"] {
            try await postgres(server, parts)
        }
        try floor.show("GET hello world, at the end")
    }

    /// What is measured on a registry in a file.
    private static func file(
        _ fleet: Fleet, _ parts: Set<String>, _ floor: Measurement, _ hello: ServerAccount
    ) async throws {
        let service = try ServerProcess(serving: fleet)
        defer { service.end() }
        Report.show("start to first word", service.secondsToStart * 1000, "ms", "≤ 500")
        try await Task.sleep(for: .seconds(1))
        Report.show("idle, resident", service.memory("VmRSS"), "MiB", "≤ 60")
        if parts.contains("lists") { try lists(service, floor) }
        if parts.contains("validate") {
            try ValidationMeasure(fleet: fleet, service: service).run(
                "POST validate, durable", against: floor, "≥ 0.3")
        }
        if parts.contains("adapters") {
            try await AdapterMeasure(fleet: fleet, service: service, hello: hello).run()
        }
        if parts.contains("sync") {
            try SyncMeasure(fleet: fleet, service: service).run()
        }
        if parts.contains("revoke") {
            try await RevocationMeasure(fleet: fleet, nodes: [service]).run("revocation to list")
        }
        if parts.contains("storm") { try SyncMeasure(fleet: fleet, service: service).storm() }
        Report.show("resident afterwards", service.memory("VmRSS"), "MiB")
    }

    private static func lists(_ service: ServerProcess, _ floor: Measurement) throws {
        let path = "/v1/status-lists/0"
        let tag = try HeadReader(port: service.port).field("etag", of: path)
        for (name, request) in [
            ("GET /health", Requests.get("/health")), ("GET status list", Requests.get(path)),
            ("GET status list, 304", Requests.get(path, "if-none-match: \(tag)\r\n")),
        ] {
            try floor.compare(name, service, "≥ 0.7") { _, _ in request }
        }
    }

    /// What is measured on a server, beside its own floor.
    private static func postgres(_ server: String, _ parts: Set<String>) async throws {
        guard let table = try PostgresFloor(url: server) else {
            return print("PostgreSQL: not measured, there is no pgbench")
        }
        defer { table.drop() }
        let floor = Measurement {
            try table.updatesPerSecond(clients: Measurement.connections)
        }
        try floor.show("pgbench, single-row updates")
        try await withFleet(on: server) { fleet in
            let nodes = try (0..<3).map { _ in try ServerProcess(serving: fleet) }
            defer { for node in nodes { node.end() } }
            try await Task.sleep(for: .seconds(1))
            if parts.contains("validate") {
                try ValidationMeasure(fleet: fleet, service: nodes[0]).run(
                    "POST validate, PostgreSQL", against: floor, "≥ 0.6")
            }
            if parts.contains("sync") { try SyncMeasure(fleet: fleet, service: nodes[0]).run() }
            if parts.contains("revoke") {
                try await RevocationMeasure(fleet: fleet, nodes: nodes).run(
                    "revocation to the lists of three nodes")
            }
        }
        if parts.contains("large") {
            try await withFleet(on: server) { fleet in
                try await LargeMeasure(fleet: fleet, title: "a million, PostgreSQL").run()
            }
        }
    }

    /// A fleet in a directory, or in a schema of its own, that is gone afterwards.
    private static func withFleet(
        on server: String? = nil, _ body: @Sendable (Fleet) async throws -> Void
    ) async throws {
        let directory = FileManager.default.temporaryDirectory
            .appendingPathComponent("latchkey-benchmark-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: directory) }
        guard let server else { return try await body(Fleet(home: directory)) }
        let name = "benchmark_" + UUID().uuidString.lowercased().filter { $0 != "-" }
        let admin = try DatabaseURL(server).open(connections: 1)
        func run(_ statement: String) throws(SQLError) {
            _ = try admin.write { (writer) throws(SQLError) in try writer.run(statement, []) }
        }
        try run("CREATE SCHEMA \(name)")
        defer {
            // What stays behind is in nobody's way.
            _ = try? run("DROP SCHEMA \(name) CASCADE")
        }
        let separator = server.contains("?") ? "&" : "?"
        try await body(
            Fleet(
                home: directory,
                database: "\(server)\(separator)options=-csearch_path%3D\(name)"))
    }
}
