import COSESigning
import Foundation
import LicenseIssuer
import LicenseRegistry
import LicenseTestSupport
import LicenseVerifier
import SQLDatabase
import Testing

@testable import LicenseService

/// Polar's own clients, as sh .ci/test sets them up.
private enum PolarClient {
    static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    /// The environment with a package, if it is there.
    static func python(_ environment: String, with package: String) -> String? {
        let place = root.appendingPathComponent(".build/\(environment)")
        let path = place.appendingPathComponent("bin/python").path
        let libraries = place.appendingPathComponent("lib")
        let versions = (try? FileManager.default.contentsOfDirectory(atPath: libraries.path)) ?? []
        let isThere = versions.contains { version in
            FileManager.default.fileExists(
                atPath: libraries.appendingPathComponent("\(version)/site-packages/\(package)").path
            )
        }
        return isThere && FileManager.default.isExecutableFile(atPath: path) ? path : nil
    }

    static let first = python("python", with: "polar")
    static let old = python("python-polar-0", with: "polar_sdk")

    static func script(_ name: String) -> String {
        root.appendingPathComponent("Tests/LicenseServiceTests/Interop/\(name)").path
    }

    /// Runs a script against a service of its own.
    static func run(_ python: String, _ script: String, _ more: [String] = []) async throws {
        try await TestService.with { vendor in
            let home = HomeLayout(path: vendor.directory)
            _ = try ServiceHome(home, passphraseFile: nil).initialize(
                organization: nil, database: .sqlite(path: vendor.directory + "/registry.sqlite"),
                makesNewKeys: true, now: TestService.now)
            try KeyFile.writeUnencrypted(
                TestService.key(1), to: home.privateKeyPath(#require(KeyName("issuer"))))
            let token = try vendor.token(organization: vendor.organization)
            let node = try ServedProcess(
                home: vendor.directory, ["--set", "keys.minting=issuer"])
            let arguments = [
                self.script(script), "http://127.0.0.1:\(node.port)", token,
                "\(vendor.organization)",
            ]
            let result = try await aside { try runProcess(python, arguments + more) }
            let talk = String(decoding: result.output + result.error, as: UTF8.self)
            #expect(result.status == 0, "\(talk)")
            #expect(talk.contains("all as promised"))
            #expect(node.end() == 0)
        }
    }
}

@Suite(.serialized) struct `Polar's own clients` {
    @Test(
        .enabled(if: PolarClient.first != nil, "sh .ci/test sets up .build/python"),
        arguments: ["v2026_04", "v2026_10", "v2027_01"])
    func `of generation 1 find all that they promise`(version: String) async throws {
        try await PolarClient.run(#require(PolarClient.first), "polar_client_1.py", [version])
    }

    @Test(
        .enabled(
            if: PolarClient.old != nil,
            "sh .ci/test sets up .build/python-polar-0"))
    func `of generation 0 find all that they promise`() async throws {
        try await PolarClient.run(#require(PolarClient.old), "polar_client_0.py")
    }
}
