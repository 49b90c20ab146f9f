import Foundation
import LicenseRegistry
import LicenseVerifier

@testable import LicenseService

/// A program in the place of sendmail, which keeps what it is given.
struct TestSendmail {
    let directory: String
    var program: String { directory + "/sendmail" }

    /// - Parameter script: what it does besides; `$HERE` is its directory.
    init(_ directory: String, script: String = "") throws {
        self.directory = directory
        let text = """
            #!/bin/sh
            HERE='\(directory)'
            printf '%s\\n' "$@" > "$HERE/arguments"
            n=$(ls "$HERE" | grep -c '^mail-')
            cat > "$HERE/mail-$n"
            \(script)
            """
        try Data(text.utf8).write(to: URL(fileURLWithPath: program))
        try FileManager.default.setAttributes(
            [.posixPermissions: 0o700], ofItemAtPath: program)
    }

    var policy: MailPolicy {
        get throws {
            guard let from = MailAddress("ACME Ltd <keys@acme.example>") else {
                throw RegistryMissing()
            }
            return MailPolicy(program: program, from: from)
        }
    }

    struct RegistryMissing: Error {}

    /// The messages, in the order in which they came.
    var messages: [String] {
        get throws {
            try FileManager.default.contentsOfDirectory(atPath: directory)
                .filter { $0.hasPrefix("mail-") }.sorted()
                .map { try String(contentsOfFile: directory + "/" + $0, encoding: .utf8) }
        }
    }

    var arguments: [String] {
        get throws {
            try String(contentsOfFile: directory + "/arguments", encoding: .utf8)
                .split(separator: "\n").map(String.init)
        }
    }
}

extension LatchkeyService {
    /// Sends the emails that are due.
    func sendEmails() async {
        await saleExpiry.round()
        await emails?.round()
    }
}
