import Foundation
import Glibc
import LicenseTestSupport
import Testing

/// What lies on disks of vendors and customers, as our three programs leave it.
@Suite struct `Our programs` {
    private static let products =
        Bundle.main.bundleURL.pathExtension == "xctest"
        ? Bundle.main.bundleURL.deletingLastPathComponent() : Bundle.main.bundleURL

    /// Runs commands of a shell, in which our programs have their names.
    @discardableResult
    private static func shell(
        _ commands: String, in directory: String, ends status: Int32 = 0
    ) throws -> String {
        let result = try runProcess(
            "/bin/sh", ["-c", "set -e\numask 022\n\(commands)"],
            environment: [
                "PATH": products.path + ":/usr/bin:/bin", "HOME": directory,
                "LATCHKEY_HOME": directory + "/vendor", "LC_ALL": "C.UTF-8",
            ], directory: directory)
        let output = String(decoding: result.output + result.error, as: UTF8.self)
        #expect(result.status == status, "\(commands)\n\(output)")
        return output
    }

    private static func mode(_ path: String) throws -> Int? {
        try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
    }

    @Test func `write the first token to a file of its owner's`() throws {
        try withTemporaryDirectory { directory in
            let talk = try Self.shell(
                "latchkeyd init --home vendor --token-file token", in: directory)
            #expect(talk.contains("the first token is in token"))
            #expect(!talk.contains("lk_"))
            #expect(try Self.mode(directory + "/token") == 0o600)
            #expect(
                try String(contentsOfFile: directory + "/token", encoding: .utf8).hasPrefix("lk_"))
        }
    }

    struct Secret: CustomTestStringConvertible, Sendable {
        let file: String
        let content: String
        let command: String
        let status: Int32

        var testDescription: String { file }
    }

    @Test(arguments: [
        Secret(
            file: "hook", content: "whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=",
            command: "check-config --set hooks.dodo.secret-file=hook", status: 78),
        Secret(
            file: "hook", content: "whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=",
            command: "serve --port 0 --set webhooks.url=https://example.com/ "
                + "--set webhooks.secret-file=hook", status: 77),
        Secret(
            file: "pass", content: "open sesame",
            command: "init --home other --set keys.passphrase-file=pass", status: 77),
        Secret(
            file: "settings.json",
            content: #"{"database": "postgresql://latchkey:secret@db.example/latchkey"}"#,
            command: "check-config --config settings.json", status: 77),
        Secret(
            file: "tls.key", content: "",
            command:
                "serve --port 0 --tls-certificate tls.crt --tls-key tls.key", status: 77),
        Secret(
            file: "vendor/keys/service.key", content: "", command: "serve --port 0", status: 77),
    ])
    func `read no secret that others can read`(_ secret: Secret) throws {
        try withTemporaryDirectory { directory in
            try Self.shell(
                """
                latchkeyd init --home vendor --token-file token 2> /dev/null
                openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 \
                -subj /CN=localhost -keyout tls.key -out tls.crt 2> /dev/null
                """, in: directory)
            let path = directory + "/" + secret.file
            if !secret.content.isEmpty {
                try Data("\(secret.content)\n".utf8).write(to: URL(fileURLWithPath: path))
            }
            try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: path)
            let run = "timeout 20 latchkeyd \(secret.command)"
            let home = secret.command.contains("--home") ? "" : " --home vendor"
            let talk = try Self.shell(run + home, in: directory, ends: secret.status)
            #expect(talk.contains("run: chmod 600 '\(secret.file)'"), "\(talk)")
            #expect(!talk.contains("secret@") && !talk.contains("whsec_M"))
        }
    }

    @Test func `use no directory that others may write, and say what mends it`() throws {
        try withTemporaryDirectory { directory in
            try Self.shell(
                """
                latchkeyd init --home vendor --token-file token 2> /dev/null
                latchkey keys new issuer --no-passphrase > /dev/null
                latchkey benefits add pro --prefix ACME --lifetime 1y --activations 2 > /dev/null
                latchkey issue --benefit pro --signing-key issuer > key
                latchkey install --device machine $(for k in vendor/keys/*.pub; do echo --key $k; done) key > /dev/null
                """, in: directory)
            let all = [
                ("vendor", "latchkey licenses list"), ("vendor/keys", "latchkey licenses list"),
                ("vendor/keys", "latchkey issue --benefit pro --signing-key issuer"),
                ("vendor", "timeout 20 latchkeyd serve --home vendor --port 0"),
                ("vendor/keys", "timeout 20 latchkeyd serve --home vendor --port 0"),
                ("vendor", "latchkeyd token list --home vendor"),
                ("vendor", "latchkeyd registry check --home vendor"),
                ("machine", "latchkey status --device machine"),
                (
                    "machine",
                    "latchkey-sync once --tries 1 --device machine --service http://127.0.0.1:9"
                ),
            ]
            for (path, command) in all {
                try Self.shell("chmod a+w \(path)", in: directory)
                let talk = try Self.shell(command, in: directory, ends: 77)
                #expect(talk.contains("other users may write in the directory"), "\(talk)")
                let mending = try #require(talk.firstMatch(of: /chmod go-w '[^']*'/))
                try Self.shell(String(mending.0), in: directory)
            }
            try Self.shell("latchkey licenses list > /dev/null", in: directory)
        }
    }

    @Test(arguments: [
        "latchkey inspect -", "latchkeyd serve --home vendor --port 0",
        "latchkey-sync run --device machine --service http://127.0.0.1:9",
    ])
    func `leave no core file when they crash`(command: String) throws {
        try withTemporaryDirectory { directory in
            try Self.shell(
                """
                latchkeyd init --home vendor --token-file token 2> /dev/null
                latchkey keys new issuer --no-passphrase > /dev/null
                latchkey benefits add pro --prefix ACME --lifetime 1y --activations 2 > /dev/null
                latchkey issue --benefit pro --signing-key issuer > key
                latchkey install --device machine $(for k in vendor/keys/*.pub; do echo --key $k; done) key > /dev/null
                """, in: directory)
            // 134 is the status after SIGABRT. The limit shows that a core was allowed before.
            let talk = try Self.shell(
                """
                ulimit -c unlimited
                mkfifo input
                \(command) < input > log 2>&1 &
                program=$!
                exec 3> input
                tries=0
                until grep -q 'Max core file size *0 *0 ' /proc/$program/limits; do
                    tries=$((tries + 1))
                    [ $tries -lt 100 ] || { echo 'the limit stays'; cat log; break; }
                    sleep 0.1
                done
                sleep 0.3
                kill -ABRT $program
                wait $program || echo "ended with $?"
                ! grep -i backtrac log
                ls
                """, in: directory)
            #expect(talk.contains("ended with 134"), "\(talk)")
            #expect(!talk.contains("the limit stays"), "\(talk)")
            #expect(!talk.localizedCaseInsensitiveContains("backtrac"), "\(talk)")
            #expect(!talk.split(separator: "\n").contains { $0.hasPrefix("core") }, "\(talk)")
        }
    }
}
