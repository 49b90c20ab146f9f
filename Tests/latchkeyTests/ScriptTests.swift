import Foundation
import LicenseTestSupport
import Testing

@Suite struct `The command line` {
    @Test(arguments: Script.all)
    func `answers as the script says`(_ script: Script) throws {
        try Self.play(script)
    }

    @Test func `answers as the README shows it`() throws {
        let readme = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
            .appendingPathComponent("README.md")
        let script = Script.readme(try String(contentsOf: readme, encoding: .utf8))
        #expect(script.steps.count >= 7)
        try Self.play(script)
    }

    private static func play(_ script: Script) throws {
        #expect(!script.steps.isEmpty, "a script without a command proves nothing")
        try withTemporaryDirectory { directory in
            for file in script.files {
                let path = directory + "/" + file.name
                try file.content.write(toFile: path, atomically: true, encoding: .utf8)
                try FileManager.default.setAttributes(
                    [.posixPermissions: 0o600], ofItemAtPath: path)
            }
            for step in script.steps {
                let result = try Shell.run(step.command, in: directory)
                let place = Comment(
                    "\(script.name):\(step.line): \(step.command)\n\(result.output)\(result.talk)")
                if let status = step.status { #expect(result.status == status, place) }
                #expect(Script.missing(step.output, in: result.output) == [], place)
                #expect(Script.missing(step.talk, in: result.talk) == [], place)
            }
        }
    }

    @Test func `has scripts to answer`() {
        #expect(Script.all.count >= 8)
    }
}

/// The shell, in which our programs have their names.
enum Shell {
    struct Result {
        let status: Int32
        let output: String
        let talk: String
    }

    /// Where the test build put its products.
    static let products = ProductsFolder.url

    static func run(_ command: String, in directory: String) throws -> Result {
        let result = try runProcess(
            "/bin/sh", ["-c", command],
            environment: [
                "LATCHKEY_HOME": directory + "/issuer", "HOME": directory, "NO_COLOR": "1",
                "PATH": products.path + ":"
                    + (ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"),
                "LC_ALL": "C.UTF-8",
            ], directory: directory)
        return Result(
            status: result.status, output: String(decoding: result.output, as: UTF8.self),
            talk: String(decoding: result.error, as: UTF8.self))
    }
}
