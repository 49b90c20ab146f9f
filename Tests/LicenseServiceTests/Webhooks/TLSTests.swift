import Foundation
import HTTPTypes
import Hummingbird
import LicenseRegistry
import LicenseTestSupport
import LicenseVerifier
import Logging
import NIOSSL
import Testing

@testable import LicenseService

@Suite struct `A receiver with TLS` {
    /// A certificate of a name's own, made by the stock tool.
    private static func certificate(_ name: String, in directory: String) throws -> TLSFiles {
        let files = TLSFiles(
            certificate: "\(directory)/\(name).crt", key: "\(directory)/\(name).key")
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = [
            "openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
            "-nodes", "-days", "2", "-subj", "/CN=\(name)", "-addext",
            "subjectAltName=DNS:\(name)", "-keyout", files.key, "-out", files.certificate,
        ]
        process.standardError = nil
        try process.start()
        process.waitUntilExit()
        return files
    }

    @Test func `is told apart by its name, not by its address`() async throws {
        try await withTemporaryDirectory { directory in
            let files = try Self.certificate("hooks.invalid", in: directory)
            let roots = try NIOSSLCertificate.fromPEMFile(files.certificate)
            let router = Router()
            router.post("/**") { _, _ in "taken" }
            let (ports, found) = AsyncStream<Int>.makeStream()
            let application = Application(
                router: router, server: try TLSCertificate(files).server(.init()),
                configuration: ApplicationConfiguration(
                    address: .hostname("127.0.0.1", port: 0)),
                onServerRunning: { channel in found.yield(channel.localAddress?.port ?? 0) },
                logger: Logger(label: "receiver") { _ in SwiftLogNoOpLogHandler() })
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await application.run() }
                for await port in ports {
                    try await Self.expectations(port, roots)
                    break
                }
                group.cancelAll()
            }
        }
    }

    private static func expectations(
        _ port: Int, _ roots: [NIOSSLCertificate]
    ) async throws {
        var policy = WebhookPolicy()
        policy.allowsLoopback = true
        func send(_ host: String, _ roots: [NIOSSLCertificate]?) async throws -> WebhookOutcome {
            let transport = try WebhookTransport(
                policy, roots: roots, resolve: { _ in [ReceiverAddress([127, 0, 0, 1])!] })
            let request = WebhookRequest(
                url: WebhookURL("https://\(host):\(port)/hook")!,
                signature: WebhookSignature(
                    id: "msg_x", at: TestService.now, body: [1],
                    secrets: [WebhookSecretRecord(.symmetric, WebhookVendor.secret)], .standard)!,
                headers: [], body: [1])
            let outcome = await transport.send(request)
            try await transport.shutDown()
            return outcome
        }
        let taken = try await send("hooks.invalid", roots)
        #expect(taken == WebhookOutcome(status: 200, response: Array("taken".utf8)))
        #expect(try await send("other.invalid", roots).fault == .tls)
        #expect(try await send("127.0.0.1", roots).fault == .tls)
        // Nobody vouches for it.
        #expect(try await send("hooks.invalid", nil).fault == .tls)
    }
}
