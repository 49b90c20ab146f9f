import Foundation
import LicenseTestSupport
import Testing

/// The agent, the service and the command line as a customer has them: programs, sockets and files.
@Suite struct `The agent and a service` {
    private struct Place {
        let directory: String

        static let products =
            Bundle.main.bundleURL.pathExtension == "xctest"
            ? Bundle.main.bundleURL.deletingLastPathComponent() : Bundle.main.bundleURL

        /// Runs commands of a shell, in which our programs have their names.
        @discardableResult
        func shell(_ commands: String, ends status: Int32 = 0) throws -> (String, String) {
            let result = try runProcess(
                "/bin/sh", ["-c", "set -e\n\(commands)"],
                environment: [
                    "PATH": Self.products.path + ":/usr/bin:/bin", "HOME": directory,
                    "LATCHKEY_HOME": directory + "/vendor", "LC_ALL": "C.UTF-8",
                ], directory: directory)
            let output = String(decoding: result.output, as: UTF8.self)
            let talk = String(decoding: result.error, as: UTF8.self)
            #expect(result.status == status, "\(commands)\n\(output)\(talk)")
            return (output, talk)
        }

        /// A service on a port of its own, which ends with the body.
        func serving(_ options: [String] = [], _ body: (Int) throws -> Void) throws {
            let service = Process()
            service.executableURL = Self.products.appendingPathComponent("latchkeyd")
            service.arguments =
                ["serve", "--home", "vendor", "--host", "127.0.0.1", "--port", "0"] + options
            service.currentDirectoryURL = URL(fileURLWithPath: directory)
            let log = Pipe()
            service.standardOutput = log
            service.standardError = log
            try service.run()
            defer {
                service.terminate()
                service.waitUntilExit()
            }
            var text = ""
            while !text.contains("listening port=") {
                let data = log.fileHandleForReading.availableData
                try #require(!data.isEmpty, "the service has ended: \(text)")
                text += String(decoding: data, as: UTF8.self)
            }
            let rest = text.components(separatedBy: "listening port=")[1]
            // What it says from now on must not fill the pipe.
            log.fileHandleForReading.readabilityHandler = { _ = $0.availableData }
            defer { log.fileHandleForReading.readabilityHandler = nil }
            try body(#require(Int(rest.prefix { $0.isNumber })))
        }

        func vendor() throws {
            try shell(
                """
                latchkeyd init --home vendor --organization 'ACME Ltd' > token
                latchkey keys new issuer --no-passphrase > /dev/null
                latchkey benefits add pro --prefix ACME --lifetime 1y --activations 2 --usage 1000 > /dev/null
                latchkey issue --benefit pro --signing-key issuer > key
                cat vendor/keys/*.pub > /dev/null
                latchkey install --device machine $(for k in vendor/keys/*.pub; do echo --key $k; done) key > /dev/null
                """)
        }
    }

    private static func with(_ body: (Place) throws -> Void) throws {
        try withTemporaryDirectory { directory in
            let place = Place(directory: directory)
            try place.vendor()
            try body(place)
        }
    }

    @Test func `activate, count, and carry by hand what has no network`() throws {
        try Self.with { place in
            try place.serving { port in
                let once = "latchkey-sync once --device machine --service http://127.0.0.1:\(port)"
                #expect(try place.shell(once).0.contains("0 of 500 units used"))
                try place.shell("latchkey use --device machine 12")
                let json = try place.shell(once + " --json").0
                #expect(json.contains(#""allowance" : 512"#) && json.contains(#""used" : 12"#))
                // Another machine has no network; its messages are carried.
                try place.shell(
                    """
                    latchkey request --device island $(for k in vendor/keys/*.pub; do echo --key $k; done) --fact id=island key > request.txt
                    latchkey-sync push --service http://127.0.0.1:\(port) request.txt
                    latchkey-sync pull --service http://127.0.0.1:\(port) --output news.lic
                    latchkey install --device island --fact id=island request.txt.answer news.lic
                    latchkey use --device island --fact id=island 3
                    """)
            }
            let (_, talk) = try place.shell(
                "latchkey-sync once --tries 1 --device machine --service http://127.0.0.1:9",
                ends: 69)
            #expect(talk.contains("the vendor's service did not answer"))
            try place.shell("latchkey use --device machine 1")
        }
    }

    @Test func `meet over a certificate of the vendor's own authority, and of no other`() throws {
        try Self.with { place in
            try place.shell(
                """
                openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 \
                -subj /CN=localhost -addext subjectAltName=DNS:localhost \
                -keyout tls.key -out tls.crt 2> /dev/null
                """)
            let options = ["--tls-certificate", "tls.crt", "--tls-key", "tls.key"]
            try place.serving(options) { port in
                let once =
                    "latchkey-sync once --tries 1 --device machine --service https://localhost:\(port)"
                let (_, talk) = try place.shell(once, ends: 69)
                #expect(talk.contains("is not trusted here"))
                #expect(try place.shell(once + " --ca-file tls.crt").0.contains("units used"))
            }
        }
    }

    /// A root key, and a bundle with the vendor's three keys and an address.
    private static func trust(_ place: Place, service: String) throws {
        try place.shell(
            """
            latchkey keys new root --home alice --no-passphrase > /dev/null
            latchkey trust init acme.trust --root alice/keys/root.pub --service-url \(service) > /dev/null
            for key in issuer:issue service:activate status:status; do
              latchkey trust add-key acme.trust --public-key vendor/keys/${key%:*}.pub --role ${key#*:} --from 2026-01-01 > /dev/null
            done
            latchkey trust sign acme.trust --root-key alice/keys/root.key > /dev/null
            """)
    }

    @Test func `join with one root key and one command, from a file, a key, or another pin`() throws
    {
        try Self.with { place in
            try place.serving { port in
                let address = "http://127.0.0.1:\(port)"
                try Self.trust(place, service: address)
                try place.shell("latchkey pack key acme.trust --output customer.lic > /dev/null")
                let joined = try place.shell(
                    "latchkey-sync join --device new --root alice/keys/root.pub customer.lic"
                ).0
                #expect(joined.contains("0 of 500 units used"))
                try place.shell("latchkey use --device new 3; latchkey-sync once --device new")
                // The machine that pinned three keys is led over; another root's bundle leads nobody.
                try place.shell(
                    "latchkey-sync once --device machine --service \(address) > /dev/null")
                try place.shell(
                    "latchkey keys new root --home eve --no-passphrase > /dev/null")
                let (_, talk) = try place.shell(
                    "latchkey-sync join --device machine --root eve/keys/root.pub acme.trust "
                        + "--service \(address)", ends: 78)
                #expect(talk.contains("already trusts another vendor's keys"))
                try place.shell(
                    """
                    latchkey-sync join --device machine --root alice/keys/root.pub acme.trust
                    latchkey-sync once --device machine
                    """)
            }
        }
    }

    @Test func `say what is missing where one key cannot know the service's`() throws {
        try Self.with { place in
            let (_, unknown) = try place.shell(
                "latchkey-sync once --device machine", ends: 78)
            #expect(unknown.contains("sync.no-address"))
            try place.serving { port in
                let (_, talk) = try place.shell(
                    "latchkey-sync join --device one --key vendor/keys/issuer.pub "
                        + "--service http://127.0.0.1:\(port) key", ends: 65)
                #expect(talk.contains("sync.unknown-key") && talk.contains("join --root"))
            }
        }
    }

    @Test func `print units that systemd accepts, and no others`() throws {
        try Self.with { place in
            let (unit, _) = try place.shell(
                "latchkey-sync systemd service --device /srv/acme --service https://a.example")
            #expect(unit.contains("ExecStart=latchkey-sync once --device /srv/acme"))
            #expect(try place.shell("latchkey-sync systemd timer").0.contains("[Timer]"))
            try place.shell("latchkey-sync systemd service --device '/srv/a b'", ends: 64)
        }
    }
}
