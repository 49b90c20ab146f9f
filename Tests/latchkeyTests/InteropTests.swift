import Foundation
import LicenseTestSupport
import Testing

/// Python with the libraries `cwt` and `pycose`, as sh .ci/test sets it up.
private enum Python {
    static let path = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()
        .appendingPathComponent(".build/python/bin/python").path
    static let isAvailable = FileManager.default.isExecutableFile(atPath: path)

    static func script(_ name: String) -> String {
        URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("Interop/\(name)").path
    }
}

@Suite(.enabled(if: Python.isAvailable, "sh .ci/test sets up .build/python"))
struct `Libraries that others wrote` {
    /// Licenses with few claims and with all of them.
    private static let makeKeys = """
        latchkey keys new --organization 'ACME Ltd' --no-passphrase > /dev/null
        latchkey keys export > acme.pub
        latchkey keys export --format hex > acme.hex
        latchkey issue --prefix ACME --issued-at 2027-01-01 > small 2> /dev/null
        latchkey issue --prefix ACME --issued-at 2027-01-01 --lifetime 2y --activations 3 \
        --usage 9007199254740991 --condition region=eu --condition level=-3 --condition on=true \
        --entitlement export --offline 90d --grace 14d --updates 1y --max-major-version 4 \
        --enforcement advise --customer Harbor > large
        sed 's/[A-M]/Z/20' large > forged
        """

    @Test func `cwt verifies our keys and reads our claims`() throws {
        try withTemporaryDirectory { directory in
            let made = try Shell.run(Self.makeKeys, in: directory)
            try #require(made.status == 0, Comment(rawValue: made.talk))
            let verify = "'\(Python.path)' '\(Python.script("verify_with_cwt.py"))' acme.pub"
            let small = try Shell.run("\(verify) $(cat small)", in: directory)
            #expect(small.status == 0, Comment(rawValue: small.talk))
            #expect(small.output.contains("\"1\": \"ACME\""))
            #expect(small.output.contains("\"6\": 1798761600"))
            let large = try Shell.run("\(verify) $(cat large)", in: directory)
            #expect(large.status == 0, Comment(rawValue: large.talk))
            #expect(large.output.contains("\"5\": 9007199254740991"))
            #expect(large.output.contains("\"7\": [\"export\"]"))
            #expect(large.output.contains("{\"level\": -3, \"on\": true, \"region\": \"eu\"}"))
            #expect(try Shell.run("\(verify) $(cat forged)", in: directory).status == 1)
        }
    }

    @Test func `pycose verifies our keys`() throws {
        try withTemporaryDirectory { directory in
            let made = try Shell.run(Self.makeKeys, in: directory)
            try #require(made.status == 0, Comment(rawValue: made.talk))
            let verify =
                "'\(Python.path)' '\(Python.script("verify_with_pycose.py"))' $(cat acme.hex)"
            for key in ["small", "large"] {
                let result = try Shell.run("\(verify) $(cat \(key))", in: directory)
                #expect(result.status == 0, Comment(rawValue: result.talk))
            }
            #expect(try Shell.run("\(verify) $(cat forged)", in: directory).status == 1)
        }
    }
}
