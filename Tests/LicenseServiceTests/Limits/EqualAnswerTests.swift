import COSE
import COSESigning
import Foundation
import Glibc
import LicenseIssuer
import LicenseRegistry
import LicenseSync
import LicenseTestSupport
import LicenseVerifier
import Testing

@testable import LicenseService

/// What a stranger could tell from an answer: whether there is a key, a license or a seat that is not
/// the stranger's.
@Suite(.serialized) struct `A stranger who measures answers` {
    /// How many answers of each kind are measured in a round.
    private static let count = 150
    /// Below this probability two samples differ, as is usual; by chance they do in one round of
    /// twenty, and where a machine is busy in more, so a difference counts if it is there again and
    /// again, and always the same way round.
    private static let significance = 0.05
    private static let rounds = 8

    /// One request about something that is there, and about something that is not.
    private struct Probe {
        let name: String
        let path: String
        var type = "application/json"
        /// Header fields besides, each a whole line.
        var fields = ""
        /// What is sent before anything is measured.
        var warmUp: [[UInt8]] = []
        let present: (Int) throws -> [UInt8]
        let absent: (Int) throws -> [UInt8]
    }

    private static var now: Timestamp { ServiceClock.system().now() }

    @Test func `cannot tell what is there from what is not, by bytes or by time`() async throws {
        try await TestService.with(seats: .seats(500), now: Self.now) { vendor in
            try vendor.makeHome()
            var probes = try Self.probes(vendor)
            let node = try ServedProcess(
                home: vendor.directory,
                [
                    "limits.misses-per-second=0", "limits.guesses-per-second=0",
                    "limits.keys-per-second=0", "publish.interval=1h", "webhooks.sweep=1h",

                ].flatMap { ["--set", $0] })
            let work = WorkMeter(of: node.identifier)
            let connection = MeasuredConnection(port: node.port)
            probes.append(try Self.signIn(vendor, over: connection))
            for probe in probes {
                for body in probe.warmUp {
                    let answer = try connection.post(
                        probe.path, probe.type, body, probe.fields)
                    #expect(answer.hasPrefix("HTTP/1.1 200"))
                }
                var found: [Comparison] = []
                while found.count < Self.rounds {
                    found.append(try Self.compare(probe, connection, work))
                    if !Self.tells(found) { break }
                }
                #expect(
                    !Self.tells(found),
                    """
                    \(probe.name): the time tells, p = \(found.map(\.probability)), \
                    \(found.map(\.difference)) ns
                    """)
            }
            #expect(node.end() == 0)
        }
    }

    /// What a round came to.
    private struct Comparison {
        /// That both kinds of answers take equally much work.
        let probability: Double
        /// How much more those take that are about something that is there: the median.
        let difference: Double
    }

    /// Whether all rounds say the same: that one kind takes more work than the other.
    private static func tells(_ rounds: [Comparison]) -> Bool {
        rounds.allSatisfy { $0.probability < significance }
            && Set(rounds.map { $0.difference.sign }).count == 1
    }

    /// Compares how much work both kinds of answers take; their bytes are compared on the way.
    private static func compare(
        _ probe: Probe, _ connection: MeasuredConnection, _ work: WorkMeter
    ) throws -> Comparison {
        // Two answers of each kind, whichever comes first: A B B A.
        var differences: [Double] = []
        var difference = 0.0
        var shapes: [Bool: Set<String>] = [:]
        // What is made up for the requests is made before the clock runs.
        let bodies = try (0..<count).map { (try probe.present($0), try probe.absent($0)) }
        for (number, (present, absent)) in bodies.enumerated() {
            // Whichever comes second finds warm caches, so they take turns.
            let order = number.isMultiple(of: 2) ? [true, false] : [false, true]
            for isPresent in order {
                let before = try work.nanoseconds()
                let answer = try connection.post(
                    probe.path, probe.type, isPresent ? present : absent, probe.fields)
                let spent = Double(try work.nanoseconds() - before)
                // What names the request alone is drawn anew for each; pages show the key again.
                shapes[isPresent, default: []].insert(
                    answer.replacing(/"request_id":"[0-9a-f]+"/, with: "")
                        .replacing(/KEY-[0-9]+-(?:AAAA|BBBB)/, with: "KEY")
                        .replacing(/name="form" value="[^"]*"/, with: ""))
                difference += isPresent ? spent : -spent
            }
            guard !number.isMultiple(of: 2) else { continue }
            if number >= 10 { differences.append(difference) }
            difference = 0
        }
        #expect(shapes[true] == shapes[false], "\(probe.name)")
        return Comparison(
            probability: SignedRanks.probability(differences),
            difference: differences.sorted()[differences.count / 2])
    }

    // MARK: - Requests

    private static func probes(_ vendor: TestService) throws -> [Probe] {
        var generator = SplitMix64(seed: 5)
        // Another organization with keys of its own, whose licenses nobody may notice.
        let other = Issuer(.random(using: &generator), key: try TestService.key(9))
        try vendor.registry.organizations.add(
            Organization(id: other.organization, name: "Other"), now: vendor.now)
        let benefit = Benefit(
            id: .random(using: &generator), name: vendor.benefit.name, terms: vendor.benefit.terms)
        try vendor.registry.benefits.add(
            benefit, organization: other.organization, now: vendor.now)
        for number in 0..<count {
            let minted = try other.mint(
                benefit.terms, for: Grant(benefit.id), issuedAt: vendor.now, using: &generator)
            var extras = LicenseExtras()
            extras.text = text("there", number)
            try vendor.registry.issuance.record(
                LicenseRecord(minted), with: extras, now: vendor.now)
        }
        var probes = online(vendor) + nearly()
        probes += try seats(vendor)
        probes.append(try devices(vendor))
        probes += try reports(vendor)
        return probes
    }

    private static func text(_ kind: String, _ number: Int) -> String {
        // One length, so that only what is asked for differs.
        "KEY-\(number + 1000)-" + (kind == "there" ? "AAAA" : "BBBB")
    }

    private static func json(_ members: [String: String]) -> [UInt8] {
        let data = try? JSONSerialization.data(withJSONObject: members, options: .sortedKeys)
        return Array(data ?? Data())
    }

    /// Keys that another organization has.
    private static func online(_ vendor: TestService) -> [Probe] {
        ["validate", "activate", "deactivate"].map { verb in
            func body(_ kind: String) -> (Int) -> [UInt8] {
                { number in
                    json([
                        "key": text(kind, number), "organization_id": "\(vendor.organization)",
                        "label": "a", "activation_id": "3f0c6f2e-0a51-4f0e-9f0a-2f1f5c1d9f4e",
                    ])
                }
            }
            return Probe(
                name: "Polar's \(verb), keys of another organization",
                path: "/v1/customer-portal/license-keys/\(verb)", present: body("there"),
                absent: body("not there"))
        }
    }

    /// Keys that are nearly somebody's, where a whole one is good whoever has it.
    private static func nearly() -> [Probe] {
        func probe(_ name: String, _ path: String, _ more: [String: String]) -> Probe {
            func body(_ kind: String) -> (Int) -> [UInt8] {
                { number in
                    var members = more
                    members["license_key"] = "\(text(kind, number).dropLast())C"
                    return json(members)
                }
            }
            return Probe(
                name: "\(name), keys but for a character", path: path, present: body("there"),
                absent: body("not there"))
        }
        return [
            probe("the exchange", "/v1/exchange", [:]),
            probe("Dodo's activate", "/licenses/activate", ["name": "a"]),
        ]
    }

    /// Keys of another organization, in the form by which customers sign in.
    ///
    /// By e-mail a network may ask ten times, which is too few to measure: the answer is given before
    /// anybody looks for the address.
    private static func signIn(
        _ vendor: TestService, over connection: MeasuredConnection
    ) throws -> Probe {
        let place = "organization=\(vendor.organization)"
        let page = try connection.get("/portal/sign-in?\(place)")
        let cookies = page.matches(of: /(?i)set-cookie: ([^;\n]+)/).map { "\($0.1)" }
        let token = try #require(page.firstMatch(of: /name="token" value="([^"]*)"/)).1
        func body(_ kind: String) -> (Int) -> [UInt8] {
            { number in Array("token=\(token)&key=\(text(kind, number))".utf8) }
        }
        return Probe(
            name: "the customers' sign-in, keys of another organization",
            path: "/portal/sign-in/key?\(place)", type: "application/x-www-form-urlencoded",
            fields: "Cookie: \(cookies.joined(separator: "; "))\r\n", present: body("there"),
            absent: body("not there"))
    }

    /// Seats of somebody else's license, asked for with a good key of one's own.
    private static func seats(_ vendor: TestService) throws -> [Probe] {
        let (mine, theirs) = (try vendor.license(seed: 21), try vendor.license(seed: 22))
        let key = LicenseKey.text(prefix: mine.claims.prefix, message: mine.message)
        var generator = SplitMix64(seed: 8)
        let taken = try (0..<count).map { _ in
            let id = ActivationID.random(using: &generator)
            _ = try vendor.registry.activations.takeSeat(
                NewSeat(id, label: "a"), of: KeyReference(theirs), of: vendor.organization,
                now: vendor.now)
            return id
        }
        let free = taken.map { _ in ActivationID.random(using: &generator) }
        func polar(_ verb: String, _ ids: [ActivationID]) -> (Int) -> [UInt8] {
            { number in
                json([
                    "key": key, "organization_id": "\(vendor.organization)",
                    "activation_id": "\(ids[number])",
                ])
            }
        }
        func dodo(_ ids: [ActivationID]) -> (Int) -> [UInt8] {
            { json(["license_key": key, "license_key_instance_id": ids[$0].dodoText]) }
        }
        return ["validate", "deactivate"].flatMap { verb in
            [
                Probe(
                    name: "Polar's \(verb), seats of another license",
                    path: "/v1/customer-portal/license-keys/\(verb)",
                    present: polar(verb, taken), absent: polar(verb, free)),
                Probe(
                    name: "Dodo's \(verb), seats of another license", path: "/licenses/\(verb)",
                    present: dodo(taken), absent: dodo(free)),
            ]
        }
    }

    /// Ids of activations, in reports that their devices have not signed; some have reported since
    /// the service is up, and their keys are known.
    private static func reports(_ vendor: TestService) throws -> [Probe] {
        let license = try vendor.license(seed: 24)
        var generator = SplitMix64(seed: 10)
        let policy = SyncPolicy(allowance: AllowancePolicy(headroom: 1, share: 1))
        let service = try TestService.key(2)
        var taken: [(ActivationID, [UInt8])] = []
        for _ in 0..<count {
            let device = try SigningKey.derive(seed: generator.bytes(32))
            let request = ActivationRequest(
                .activate, license: .key(try LicenseKey(license.message)),
                device: device.verificationKey, id: .random(using: &generator),
                issuedAt: vendor.now)
            let id = ActivationID.random(using: &generator)
            _ = try vendor.registry.activations.answer(
                ActivationRequest.verify(request.signed(by: device)),
                about: license.claims.license, token: license.digest, id: id, policy: policy,
                now: vendor.now,
                sign: { (draft) throws(SyncError) in try draft.signed(by: service) })
            taken.append((id, try report(of: id, vendor, by: device)))
        }
        let stranger = try TestService.key(78)
        func probe(_ name: String, warmUp: [[UInt8]] = []) -> Probe {
            Probe(
                name: name, path: "/v1/sync", type: "application/cose", warmUp: warmUp,
                present: { try report(of: taken[$0].0, vendor, by: stranger) },
                absent: { _ in
                    try report(of: .random(using: &generator), vendor, by: stranger)
                })
        }
        return [
            probe("/v1/sync, ids of activations"),
            probe("/v1/sync, ids of activations that have reported", warmUp: taken.map(\.1)),
        ]
    }

    private static func report(
        of activation: ActivationID, _ vendor: TestService, by device: borrowing SigningKey
    ) throws -> [UInt8] {
        try UsageReport(of: activation, sequence: 1, issuedAt: vendor.now, journal: .empty)
            .signed(by: device).bytes
    }

    /// Ids of licenses, in requests of a device that has none of them.
    private static func devices(_ vendor: TestService) throws -> Probe {
        let there = try vendor.license(seed: 23)
        var generator = SplitMix64(seed: 9)
        let stranger = try Issuer(vendor.organization, key: TestService.key(77))
        func request(_ license: LicenseID) throws -> [UInt8] {
            // The proof is made with octets of the stranger's own.
            var claims = there.claims
            claims.license = license
            let made = try stranger.mint(claims)
            let own = try TrustedKeys(pinning: stranger.verificationKey).verify(
                LicenseKey(made.message))
            let device = try SigningKey.derive(seed: generator.bytes(32))
            let id = RequestID.random(using: &generator)
            let request = ActivationRequest(
                .activate,
                license: .proof(LicenseProof(of: own, device: device.verificationKey, in: id)),
                device: device.verificationKey, id: id, issuedAt: vendor.now)
            return try request.signed(by: device).bytes
        }
        return Probe(
            name: "/v1/sync, ids of licenses", path: "/v1/sync",
            type: "application/cose",
            present: { _ in try request(there.claims.license) },
            absent: { _ in try request(.random(using: &generator)) })
    }
}

/// How much processor time a program has used, all its threads together, to the nanosecond.
private struct WorkMeter {
    private let tasks: String

    init(of process: Int32) { tasks = "/proc/\(process)/task" }

    func nanoseconds() throws -> Int64 {
        // The thread that has answered goes to sleep after the answer.
        usleep(300)
        return try FileManager.default.contentsOfDirectory(atPath: tasks).reduce(0) { sum, task in
            let text = try? String(contentsOfFile: "\(tasks)/\(task)/schedstat", encoding: .utf8)
            let first = text?.split(separator: " ").first.flatMap { Int64($0) }
            return sum + (first ?? 0)
        }
    }
}

/// One connection, on which requests follow each other.
private final class MeasuredConnection {
    private let socket: Int32

    init(port: Int) {
        socket = loopbackConnection(to: UInt16(port))
    }

    deinit { close(socket) }

    /// What an answer looks like: its status, its fields without those that differ from one answer
    /// to the next, and its body, or how long it is where it is signed.
    func post(
        _ path: String, _ type: String, _ body: [UInt8], _ fields: String = ""
    ) throws -> String {
        try send(
            "POST \(path) HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: \(type)\r\n"
                + "\(fields)Content-Length: \(body.count)\r\n\r\n", body)
    }

    func get(_ path: String) throws -> String {
        try send("GET \(path) HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n", [])
    }

    private func send(_ head: String, _ body: [UInt8]) throws -> String {
        var rest = (Array(head.utf8) + body)[...]
        while !rest.isEmpty {
            let sent = rest.withUnsafeBytes { Glibc.send(socket, $0.baseAddress, $0.count, 0) }
            try #require(sent > 0)
            rest = rest.dropFirst(sent)
        }
        var answer = Data()
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            if let end = answer.firstRange(of: Data("\r\n\r\n".utf8)) {
                let lines = String(decoding: answer[..<end.lowerBound], as: UTF8.self)
                    .components(separatedBy: "\r\n")
                let length =
                    lines.first { $0.lowercased().hasPrefix("content-length:") }
                    .flatMap { Int($0.dropFirst(15).drop { $0 == " " }) } ?? 0
                if answer.count >= end.upperBound + length {
                    return shape(lines, answer[end.upperBound...])
                }
            }
            let count = recv(socket, &buffer, buffer.count, 0)
            try #require(count > 0)
            answer += buffer[..<count]
        }
    }

    private func shape(_ lines: [String], _ body: Data) -> String {
        let fields = lines.filter { line in
            !["date:", "x-request-id:", "request-id:"].contains { line.lowercased().hasPrefix($0) }
        }
        // What is signed is no text.
        return fields.joined(separator: "\n") + "\n"
            + (String(validating: body, as: UTF8.self) ?? "\(body.count) bytes")
    }
}
