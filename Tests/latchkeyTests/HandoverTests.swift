import Foundation
import LicenseTestSupport
import Testing

@Suite struct `Trust bundles that hand over the root keys` {
    /// A vector of `Fixtures/trust` whose third bundle is signed by the second one's root key alone.
    private struct Vector: Decodable {
        let roots: [String]
        let before: [String]
        let bytes: String

        static func read() throws -> Vector {
            let file = RepositoryFolder.root.appending(
                path: "Fixtures/trust/after-handover.json")
            return try JSONDecoder().decode(Vector.self, from: Data(contentsOf: file))
        }

        func write(to directory: String) throws {
            for (index, text) in (before + [bytes]).enumerated() {
                let padded = text.replacingOccurrences(of: "-", with: "+")
                    .replacingOccurrences(of: "_", with: "/")
                let data = Data(
                    base64Encoded: padded + String(repeating: "=", count: (4 - text.count % 4) % 4))
                try #require(data).write(
                    to: URL(filePath: "\(directory)/v\(index + 1).trust"))
            }
        }
    }

    /// Runs a command on a machine that trusts the first root key.
    private static func run(_ commands: String...) throws -> [Shell.Result] {
        try withTemporaryDirectory { directory in
            let vector = try Vector.read()
            try vector.write(to: directory)
            return try commands.map { command in
                try Shell.run(
                    "export LATCHKEY_CLOCK=2026-02-01 ROOT=\(vector.roots[0]); \(command)",
                    in: directory)
            }
        }
    }

    @Test(arguments: [
        "v1.trust v2.trust v3.trust", "v3.trust v2.trust v1.trust", "v2.trust v3.trust v1.trust",
    ])
    func `are taken in whatever order they are named`(_ files: String) throws {
        let result = try #require(
            try Self.run("latchkey install --device m --root $ROOT \(files)").first)
        #expect(result.status == 0, Comment(rawValue: result.talk))
        #expect(
            result.output
                == """
                taken    trust bundle 1
                taken    trust bundle 2
                taken    trust bundle 3

                """)
    }

    @Test func `are not needed any more when a newer one is here`() throws {
        let results = try Self.run(
            "latchkey install --device m --root $ROOT v*.trust",
            "latchkey install --device m v1.trust")
        #expect(results[1].status == 0)
        #expect(results[1].output.hasPrefix("older    trust bundle 1, of other root keys"))
    }

    @Test func `are named where one between is missing`() throws {
        let results = try Self.run(
            "latchkey install --device m --root $ROOT v1.trust v3.trust",
            "latchkey install --device m v2.trust v3.trust")
        #expect(results[0].status == 65)
        #expect(results[0].talk.contains("hint: bring trust bundle 2 as well"))
        #expect(results[0].talk.contains("code: trust.threshold"))
        #expect(results[1].status == 0)
    }
}
