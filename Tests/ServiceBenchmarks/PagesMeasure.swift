import Foundation
import LicenseRegistry
import LicenseService
import LicenseTestSupport
import LicenseVerifier

/// Every page of the dashboard and of the portal that a link leads to, asked for one after another by
/// somebody who has signed in, and what people search for.
struct PagesMeasure {
    private static let longest = 30.0
    private static let mostBytes = 60_000
    private static let requests = 20

    let fleet: Fleet
    let service: ServerProcess
    /// Somebody who has bought more than one page shows.
    let customer: CustomerID
    /// What the lines begin with.
    let title: String

    func run() async throws {
        try SyncMeasure(fleet: fleet, service: service).takeSeats()
        var tally = Tally()
        let id = fleet.license.claims.license
        let sold = try fleet.registry.sales.grants.all(
            grantedTo: customer, of: fleet.organization
        ).prefix(1).map { "/admin/keys/\($0.license)" }
        try await measure(
            try await operatorReader(), under: "/admin",
            ["/admin", "/admin/keys/\(id)"] + sold + searches, &tally)
        try await measure(try await customerReader(), under: "/portal", ["/portal"], &tally)
        try await measure(
            try await keyReader(), under: "/portal", ["/portal/keys/\(id)"], &tally)
        Report.show("\(title): pages asked for", Double(tally.pages), "")
        Report.show("\(title): pages over their bounds", Double(tally.over), "", "≤ 0")
    }

    private struct Tally {
        var pages = 0
        var over = 0
    }

    /// What no link asks for, with what is found and what is not.
    private var searches: [String] {
        let key = fleet.license.claims.license
        return [
            "/admin/keys?state=revoked", "/admin/keys?ending=30&order=ending&state=granted",
            "/admin/keys?ending=past", "/admin/keys?until=2027-01-01&order=ending",
            "/admin/keys?over=yes", "/admin/keys?not-seen=30",
            "/admin/keys?customer=\(customer)", "/admin/keys?q=\(fleet.license.text)",
            "/admin/keys?q=\(key)", "/admin/keys?q=nobody@example.com", "/admin/keys?q=ward",
            "/admin/keys?q=person%2099999", "/admin/keys?q=person.99999",
            "/admin/customers?q=nobody", "/admin/customers?q=person",
            "/admin/customers?q=person%2099999", "/admin/customers?q=person.999999@example.com",
            "/admin/audit?actor=operator", "/admin/audit?action=license.revoked",
            "/admin/audit?subject=\(key)", "/admin?by=month",
        ]
    }

    // MARK: - Signing in

    private func operatorReader() async throws -> PageReader {
        let reader = PageReader(port: service.port)
        try await reader.send(
            "/admin/sign-in", of: try await reader.get("/admin/sign-in"),
            ["api-token": fleet.token])
        return reader
    }

    private func customerReader() async throws -> PageReader {
        guard let now = Timestamp(secondsSinceEpoch: Int64(Date().timeIntervalSince1970)) else {
            throw CancellationError()
        }
        let link = try PortalLink.make(
            fleet.registry.tokens.sessions, for: customer, of: fleet.organization, base: "",
            lifetime: .seconds(900), now: now)
        let reader = PageReader(port: service.port)
        try await reader.send("/portal/open", of: try await reader.get(link))
        return reader
    }

    private func keyReader() async throws -> PageReader {
        let reader = PageReader(port: service.port)
        try await reader.send(
            "/portal/sign-in/key", of: try await reader.get("/portal/sign-in"),
            ["key": fleet.license.text])
        return reader
    }

    // MARK: - Pages

    /// Asks for pages, and for one of each kind that they and those lead to.
    private func measure(
        _ reader: PageReader, under area: String, _ first: [String], _ tally: inout Tally
    ) async throws {
        defer { reader.close() }
        var (waiting, seen) = (first, Set(first.map { Self.kind(of: $0) }))
        var asked = Set<String>()
        while let path = waiting.first {
            waiting.removeFirst()
            guard asked.insert(path).inserted else { continue }
            let page = try await reader.get(path)
            guard page.isPage else { continue }
            show(path, page, reader.cookies, &tally)
            for link in page.links where link.hasPrefix(area) && !Self.isNoPage(link) {
                if seen.insert(Self.kind(of: link)).inserted { waiting.append(link) }
            }
        }
    }

    private func show(
        _ path: String, _ page: PageReader.Page, _ cookies: String, _ tally: inout Tally
    ) {
        let request = Requests.get(path, "cookie: \(cookies)\r\n")
        let result = LoadGenerator(port: service.port, connections: 1).run(seconds: 5) {
            _, count in count < Self.requests ? request : nil
        }
        let (time, bytes) = (result.latency(0.5) * 1000, page.text.utf8.count)
        tally.pages += 1
        if time > Self.longest || bytes > Self.mostBytes { tally.over += 1 }
        Report.show(
            "  page \(Self.kind(of: path))", time, "ms",
            "≤ \(Int(Self.longest)), \(bytes) bytes ≤ \(Self.mostBytes), slowest \(Int(result.latency(1) * 1000)) \(result.statuses)"
        )
    }

    /// A path without the ids in it, and with the names of what is asked for.
    private static func kind(of address: String) -> String {
        let parts = address.split(separator: "?", maxSplits: 1)
        let path = (parts.first ?? "").split(separator: "/").map { part in
            part.utf8.count >= 32 || part.allSatisfy(\.isNumber) ? "{id}" : String(part)
        }
        let names = parts.dropFirst().flatMap { $0.split(separator: "&") }
            .map { String($0.prefix { $0 != "=" }) }
        return "/" + path.joined(separator: "/")
            + (names.isEmpty ? "" : "?\(Set(names).sorted().joined(separator: "&"))")
    }

    /// What is longer than pages are, or ends the session.
    private static func isNoPage(_ link: String) -> Bool {
        ["/export", "/sign-out", "/file"].contains { link.contains($0) }
    }
}
