import Foundation
import LicenseTestSupport
import Testing

/// Texts that people and shells rely on, kept as files so that a change of them is seen in review.
///
/// With `LATCHKEY_RECORD_SNAPSHOTS` set they are written anew instead of compared.
@Suite struct `What the program says of itself` {
    private static let commands = [
        "", "keys", "keys new", "keys import", "keys list", "keys show", "keys export",
        "keys fingerprint", "keys retire", "benefits", "benefits add", "benefits list",
        "benefits show",
        "benefits edit", "issue", "licenses", "licenses list", "licenses show", "licenses export",
        "revoke", "suspend", "reinstate", "status", "status publish", "status build", "status show",
        "status diff",
        "status staple", "qr", "trust",
        "trust init", "trust add-key", "trust retire-key", "trust compromise-key",
        "trust renew", "trust roots", "trust floor", "trust affirm", "trust sign",
        "trust cosign", "trust show", "trust verify", "verify", "explain", "inspect", "new-app",
        "request", "approve", "accept", "clock-reset", "seats", "seats list", "seats show",
        "seats free", "seats void-usage", "renew", "change",
        "pack", "sign", "demo",
    ]

    @Test func `is the help that was reviewed`() throws {
        try withTemporaryDirectory { directory in
            let pages = try Self.commands.map { command in
                let page = try Shell.run("COLUMNS=100 latchkey \(command) --help", in: directory)
                #expect(page.status == 0)
                return "## latchkey \(command)\n\n\(page.output)"
            }
            try Self.compare(pages.joined(separator: "\n"), with: "help.txt")
        }
    }

    @Test(arguments: ["bash", "zsh", "fish"])
    func `are the completions that were reviewed`(shell: String) throws {
        try withTemporaryDirectory { directory in
            let script = try Shell.run(
                "latchkey --generate-completion-script \(shell)", in: directory)
            #expect(script.status == 0)
            try Self.compare(script.output, with: "completions.\(shell)")
        }
    }

    private static func compare(_ text: String, with name: String) throws {
        let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("Snapshots/\(name)")
        if ProcessInfo.processInfo.environment["LATCHKEY_RECORD_SNAPSHOTS"] != nil {
            try text.write(to: file, atomically: true, encoding: .utf8)
        }
        let expected = try String(contentsOf: file, encoding: .utf8)
        // Compared line by line, so that a failure shows the first line that differs.
        let lines = zip(
            text.split(separator: "\n", omittingEmptySubsequences: false),
            expected.split(separator: "\n", omittingEmptySubsequences: false))
        if let (line, reviewed) = lines.first(where: { $0 != $1 }) {
            #expect(line == reviewed)
        } else {
            #expect(text.count == expected.count)
        }
    }
}
