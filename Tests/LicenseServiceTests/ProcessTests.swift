import COSE
import Foundation
import FoundationNetworking
import LicenseIssuer
import LicenseLedger
import LicenseRegistry
import LicenseSync
import LicenseTestSupport
import LicenseVerifier
import SQLDatabase
import Synchronization
import Testing

@testable import LicenseService

@Suite(.serialized) struct `A served node` {
    /// A home whose registry is the test vendor's, with fresh service keys.
    private static func withHome<Result: Sendable>(
        _ body: (TestService, String) async throws -> Result
    ) async throws -> Result {
        try await TestService.with(seats: .unlimited, usage: nil) { vendor in
            let home = ServiceHome(HomeLayout(path: vendor.directory), passphraseFile: nil)
            let made = try home.initialize(
                organization: nil, database: .sqlite(path: vendor.directory + "/registry.sqlite"),
                makesNewKeys: true, now: TestService.now)
            return try await body(vendor, try #require(made.token?.text))
        }
    }

    @Test func `that is killed under load has everything that it has acknowledged`() async throws {
        try await Self.withHome { vendor, token in
            let acknowledged = Acknowledged()
            for round in 0..<3 {
                let node = try ServedProcess(home: vendor.directory)
                let (port, process) = (node.port, node.identifier)
                await withTaskGroup(of: Void.self) { group in
                    for worker in 0..<8 {
                        group.addTask {
                            for step in 0..<200 {
                                let number = round * 10_000 + worker * 1000 + step
                                guard await Self.add(number, port, token) else { return }
                                acknowledged.numbers.withLock { $0.append(number) }
                            }
                        }
                    }
                    group.addTask {
                        // Killed once enough has been answered to say that it was under load.
                        while acknowledged.numbers.withLock({ $0.count }) < (round + 1) * 60 {
                            await Task.yield()
                        }
                        kill(process, SIGKILL)
                    }
                }
                node.waitForEnd()
            }
            let found = try vendor.registry.auditLog.records(limit: 100_000)
                .filter { $0.actor.hasPrefix("api:") }.compactMap { Int($0.detail) }
            let all = acknowledged.numbers.withLock { $0 }
            #expect(all.count >= 180)
            #expect(Set(all).isSubset(of: found))
            #expect(Set(found).count == found.count, "a change was made twice")
            _ = try vendor.registry.auditLog.verify()
        }
    }

    /// A token of this name; whether it was acknowledged.
    private static func add(_ number: Int, _ port: Int, _ token: String) async -> Bool {
        await post(
            "/manage/v1/tokens", #"{"name": "\#(number)", "scopes": ["audit:read"]}"#, port, token)
            == 201
    }

    /// A license switched off; whether it was acknowledged.
    private static func disable(_ license: LicenseID, _ port: Int, _ token: String) async -> Bool {
        await post("/manage/v1/license-keys/\(license)/disable", "{}", port, token) == 200
    }

    private static func post(
        _ path: String, _ body: String, _ port: Int, _ token: String
    ) async -> Int? {
        var request = URLRequest(url: URL(string: "http://127.0.0.1:\(port)\(path)")!)
        request.httpMethod = "POST"
        request.setValue("Bearer \(token)", forHTTPHeaderField: "Authorization")
        request.setValue("application/json", forHTTPHeaderField: "Content-Type")
        request.httpBody = Data(body.utf8)
        // A connection that breaks was not answered.
        guard let (_, response) = try? await URLSession.shared.data(for: request) else {
            return nil
        }
        return (response as? HTTPURLResponse)?.statusCode
    }

    @Test func `publishes a revocation within a second, and ends when it is told to`() async throws
    {
        try await Self.withHome { vendor, token in
            let license = try vendor.license().claims
            let node = try ServedProcess(home: vendor.directory)
            let list = URL(string: "http://127.0.0.1:\(node.port)/v1/status-lists/0")!
            let key = try VerificationKey(
                parsing: String(
                    contentsOfFile: HomeLayout(path: vendor.directory).publicKeyPath(.status),
                    encoding: .utf8))
            func status() async throws -> LicenseStatus? {
                let (data, response) = try await URLSession.shared.data(from: list)
                guard (response as? HTTPURLResponse)?.statusCode == 200 else { return nil }
                return try StatusKeys(pinning: key).verify(
                    SignedMessage(Array(data), maxPayload: Limits.maxObjectBytes)
                ).status(of: license.statusIndex!)
            }
            while try await status() != .valid { await Task.yield() }
            #expect(await Self.disable(license.license, node.port, token))
            while try await status() != .suspended { await Task.yield() }
            #expect(node.end() == 0)
        }
    }

    @Test func `gives slow and oversized senders their answers, and closes`() async throws {
        try await Self.withHome { vendor, _ in
            let node = try ServedProcess(
                home: vendor.directory,
                ["--set", "limits.body-time=200ms", "--set", "limits.sync-bytes=65536"])
            let slow = try RawConnection(port: node.port)
            slow.send(
                "POST /v1/sync HTTP/1.1\r\nhost: x\r\ncontent-type: application/cose\r\n"
                    + "content-length: 100\r\n\r\nab")
            let answer = slow.receiveAll()
            #expect(answer.hasPrefix("HTTP/1.1 408"))
            #expect(answer.contains("urn:latchkey:problem:too-slow"))
            let large = try RawConnection(port: node.port)
            large.send(
                "POST /v1/sync HTTP/1.1\r\nhost: x\r\ncontent-type: application/cose\r\n"
                    + "content-length: 70000\r\n\r\n")
            let refused = large.receiveAll()
            #expect(refused.hasPrefix("HTTP/1.1 413"))
            #expect(refused.contains("urn:latchkey:problem:too-large"))
            #expect(node.end() == 0)
        }
    }
}

/// The changes that a node said it has made.
private final class Acknowledged: Sendable {
    let numbers = Mutex<[Int]>([])
}

/// A connection whose bytes a test writes itself.
final class RawConnection: Sendable {
    private let descriptor: Int32

    init(port: Int) throws {
        descriptor = loopbackConnection(to: UInt16(port))
    }

    func send(_ text: String) {
        let bytes = Array(text.utf8)
        _ = Foundation.send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL))
    }

    /// Everything until the other side closes, or until a character has come.
    func receiveAll(until end: Character? = nil) -> String {
        var all: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4096)
        while true {
            // A test that hangs is to fail.
            var waiting = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
            guard poll(&waiting, 1, 20_000) == 1 else { return "nothing came" }
            let count = recv(descriptor, &buffer, buffer.count, 0)
            guard count > 0 else { return String(decoding: all, as: UTF8.self) }
            all += buffer.prefix(count)
            let text = String(decoding: all, as: UTF8.self)
            if let end, text.contains(end) { return text }
        }
    }

    /// The same beside a server in this process, which needs the threads that must not wait.
    func received(until end: Character? = nil) async -> String {
        await withCheckedContinuation { continuation in
            Thread.detachNewThread { [self] in
                continuation.resume(returning: receiveAll(until: end))
            }
        }
    }

    deinit { close(descriptor) }
}

@Suite struct `The demo of the service` {
    private static let hasCurl = FileManager.default.isExecutableFile(atPath: "/usr/bin/curl")

    @Test(.enabled(if: hasCurl, "its network steps are curl's"))
    func `plays to its end`() throws {
        let result = try runProcess(ServedProcess.program, ["demo"])
        let text = String(decoding: result.output, as: UTF8.self)
        #expect(result.status == 0, "\(text)")
        for word in ["\"usage\":{\"0\":42}", "byte for byte", "denied", "records, unbroken"] {
            #expect(text.contains(word), "\(word)")
        }
    }
}

@Suite struct `TLS` {
    private static let hasTools = ["/usr/bin/curl", "/usr/bin/openssl"].allSatisfy {
        FileManager.default.isExecutableFile(atPath: $0)
    }

    /// A certificate for loopback, signed by itself.
    private static func makeCertificate(in directory: String, name: String) throws {
        let result = try runProcess(
            "/usr/bin/openssl",
            [
                "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1",
                "-nodes", "-days", "2", "-subj", "/CN=\(name)", "-addext",
                "subjectAltName=IP:127.0.0.1", "-keyout", "\(directory)/tls.key", "-out",
                "\(directory)/tls.pem",
            ])
        #expect(result.status == 0, "\(String(decoding: result.error, as: UTF8.self))")
    }

    @Test(.enabled(if: hasTools, "needs curl and openssl"))
    func `has the certificate of the files, and another after SIGHUP`() async throws {
        try await TestService.with { vendor in
            let directory = vendor.directory
            _ = try ServiceHome(HomeLayout(path: directory), passphraseFile: nil).initialize(
                organization: nil, database: .sqlite(path: directory + "/registry.sqlite"),
                makesNewKeys: true, now: TestService.now)
            try Self.makeCertificate(in: directory, name: "first")
            let node = try ServedProcess(
                home: directory,
                ["--tls-certificate", "\(directory)/tls.pem", "--tls-key", "\(directory)/tls.key"])
            func isTrusted() throws -> Bool {
                try runProcess(
                    "/usr/bin/curl",
                    [
                        "-sf", "--cacert", "\(directory)/tls.pem",
                        "https://127.0.0.1:\(node.port)/health",
                    ]
                ).status == 0
            }
            #expect(try isTrusted())
            try Self.makeCertificate(in: directory, name: "second")
            #expect(try !isTrusted())
            kill(node.identifier, SIGHUP)
            // The signal is seen in its own time; curl takes some, so this is no busy loop.
            var isNew = false
            for _ in 0..<100 where !isNew { isNew = try isTrusted() }
            #expect(isNew)
            #expect(node.end() == 0)
        }
    }
}
