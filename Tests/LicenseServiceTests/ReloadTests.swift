import COSE
import Foundation
import FoundationNetworking
import LicenseIssuer
import LicenseRegistry
import LicenseTestSupport
import LicenseVerifier
import SQLDatabase
import Testing

@testable import LicenseService

@Suite struct `Secrets in files` {
    private static let other = "whsec_ZWZnaGlqa2xtbm9wcXJzdHV2d3h5ent8fX5/gIGCg4Q="

    /// A node with one setting that names a file with the first secret.
    private static func withNode(
        _ setting: String, _ more: [String] = [],
        _ body: (ServedProcess, _ file: String, Registry) async throws -> Void
    ) async throws {
        try await withTemporaryDirectory { directory in
            let now = Timestamp(secondsSinceEpoch: Int64(Date().timeIntervalSince1970))!
            let layout = HomeLayout(path: directory)
            _ = try ServiceHome(layout, passphraseFile: nil).initialize(
                organization: nil, database: .sqlite(path: layout.registryPath), makesNewKeys: true,
                now: now)
            let file = directory + "/secret"
            try write(TestShop.secret, to: file)
            let node = try ServedProcess(
                home: directory, ["--set", "\(setting)=\(file)"] + more)
            // Answers at all, so that it is past its start.
            _ = try await send(signedBy: TestShop.key, to: node)
            try await body(node, file, Registry.open(sqlite: layout.registryPath, now: now))
            #expect(node.end() == 0)
        }
    }

    private static func write(_ text: String, to file: String) throws {
        try writeSecret("\(text)\n", to: file)
    }

    /// Sends what means nothing, signed; the answer's status says whether the secret is known.
    private static func send(signedBy key: [UInt8], to node: ServedProcess) async throws -> Int? {
        let body = #"{"type": "test", "timestamp": "2027-01-01T00:00:00Z", "data": {}}"#
        let time = "\(Int64(Date().timeIntervalSince1970))"
        let code = SHA256.authenticationCode(for: Array("m.\(time).\(body)".utf8), key: key)
        var request = URLRequest(
            url: URL(string: "http://127.0.0.1:\(node.port)/hooks/dodo")!)
        request.httpMethod = "POST"
        request.setValue("application/json", forHTTPHeaderField: "Content-Type")
        request.setValue("m", forHTTPHeaderField: "webhook-id")
        request.setValue(time, forHTTPHeaderField: "webhook-timestamp")
        request.setValue(
            "v1,\(Base64.encodePadded(code))", forHTTPHeaderField: "webhook-signature")
        request.httpBody = Data(body.utf8)
        let (_, response) = try await URLSession.shared.data(for: request)
        return (response as? HTTPURLResponse)?.statusCode
    }

    @Test func `of a shop are read again at SIGHUP, and stay where the file is bad`()
        async throws
    {
        try await Self.withNode("hooks.dodo.secret-file") { node, file, _ in
            let (old, new) = (TestShop.key, [UInt8](101...132))
            #expect(try await Self.send(signedBy: old, to: node) == 202)
            #expect(try await Self.send(signedBy: new, to: node) == 403)
            try Self.write("\(TestShop.secret)\n\(Self.other)", to: file)
            kill(node.identifier, SIGHUP)
            #expect(await node.log(upTo: "reloaded\n").contains("notice"))
            #expect(try await Self.send(signedBy: old, to: node) == 202)
            #expect(try await Self.send(signedBy: new, to: node) == 202)
            try Self.write(Self.other, to: file)
            kill(node.identifier, SIGHUP)
            #expect(await node.log(upTo: "reloaded\n").contains("notice"))
            #expect(try await Self.send(signedBy: old, to: node) == 403)
            #expect(try await Self.send(signedBy: new, to: node) == 202)
            for bad in ["", "\(TestShop.secret)\nno-secret!"] {
                try Self.write(bad, to: file)
                kill(node.identifier, SIGHUP)
                let log = await node.log(upTo: "setting=hooks.dodo.secret-file\n")
                #expect(log.contains(" error "))
                #expect(!log.contains("no-secret") && !log.contains("whsec_"))
                #expect(try await Self.send(signedBy: old, to: node) == 403)
                #expect(try await Self.send(signedBy: new, to: node) == 202)
            }
        }
    }

    @Test func `of the configured endpoint are read again at SIGHUP`() async throws {
        try await Self.withNode(
            "webhooks.secret-file",
            ["--set", "webhooks.url=http://127.0.0.1:9/", "--set", "webhooks.loopback=allow"]
        ) { node, file, registry in
            let endpoint = try #require(try registry.webhooks.endpoints().first)
            func secrets() throws -> [String] {
                try registry.webhooks.secrets(of: endpoint.id, at: TestService.now).map(\.text)
            }
            #expect(try secrets() == [TestShop.secret])
            try Self.write("\(Self.other)\n\(TestShop.secret)", to: file)
            kill(node.identifier, SIGHUP)
            #expect(await node.log(upTo: "reloaded\n").contains("notice"))
            #expect(try secrets() == [Self.other, TestShop.secret])
            try Self.write("short", to: file)
            kill(node.identifier, SIGHUP)
            let log = await node.log(upTo: "setting=webhooks.secret-file\n")
            #expect(log.contains(" error ") && !log.contains("short"))
            #expect(try secrets() == [Self.other, TestShop.secret])
        }
    }
}
