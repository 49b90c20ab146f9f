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

    /// A web server that answers everything alike.
    private static let portal = """
        import http.server, sys
        class Portal(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                self.rfile.read(int(self.headers.get('content-length', 0)))
                body = sys.argv[3].encode()
                self.send_response(int(sys.argv[1]))
                self.send_header('content-type', sys.argv[2])
                self.send_header('location', 'http://login.example/')
                self.send_header('content-length', str(len(body)))
                self.end_headers()
                self.wfile.write(body)
            do_POST = do_GET
            def log_message(self, *_): pass
        server = http.server.HTTPServer(('127.0.0.1', 0), Portal)
        print(server.server_port, flush=True)
        server.serve_forever()
        """

    @Test(arguments: [
        "302 text/html ''", "200 text/html '<html>Log in'", "200 text/plain ''",
        "511 text/html '<html>Log in'", "200 application/json '{\"ok\": true}'",
        "403 application/json '{\"code\": \"login-required\"}'", "404 text/html '<html>Lost'",
    ])
    func `meet the login page of a hotel, and go on when it is gone`(answer: String) throws {
        try Self.with { place in
            try Data(Self.portal.utf8).write(
                to: URL(fileURLWithPath: place.directory + "/portal.py"))
            let (output, talk) = try place.shell(
                """
                python3 portal.py \(answer) > port & portal=$!
                trap 'kill -KILL $portal' EXIT
                until test -s port; do sleep 0.05; done
                status=0
                latchkey-sync once --tries 1 --device machine --service http://127.0.0.1:$(cat port) || status=$?
                exit $status
                """, ends: 69)
            #expect(output == "")
            #expect(talk.contains("is not the license service"))
            try place.serving { port in
                let once = "latchkey-sync once --device machine --service http://127.0.0.1:\(port)"
                let said = try place.shell(once).0
                #expect(said.contains("units used"))
            }
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
    private static func trust(
        _ place: Place, service: String, organization: String = "ACME Ltd",
        key issuer: String = "issuer", root: String = "alice", file: String = "acme.trust"
    ) throws {
        try place.shell(
            """
            latchkey keys new root --home \(root) --no-passphrase > /dev/null
            latchkey trust init \(file) --organization '\(organization)' --root \(root)/keys/root.pub --service-url \(service) > /dev/null
            for key in \(issuer):issue service:activate status:status; do
              latchkey trust add-key \(file) --public-key vendor/keys/${key%:*}.pub --role ${key#*:} --from 2026-01-01 > /dev/null
            done
            latchkey trust sign \(file) --root-key \(root)/keys/root.key > /dev/null
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
                let address = "http://127.0.0.1:\(port)"
                try Self.awaitList(place, address)
                let (output, talk) = try place.shell(
                    "latchkey-sync join --device one --key vendor/keys/issuer.pub "
                        + "--service \(address) key", ends: 65)
                #expect(talk.contains("status-list.unknown-key") && talk.contains("join --root"))
                // Nothing was taken for a machine that could not have read the answer.
                #expect(output.contains("0 message(s) sent"))
            }
        }
    }

    /// Ends once the service has published its first list.
    private static func awaitList(_ place: Place, _ address: String) throws {
        try place.shell(
            "until latchkey-sync pull --service \(address) --output any.lic 2> /dev/null; "
                + "do :; done")
    }

    @Test func `connect an empty directory in one round, with what is named`() throws {
        try Self.with { place in
            try place.serving { port in
                let keys = "$(for k in vendor/keys/*.pub; do echo --key $k; done)"
                let joined = try place.shell(
                    "latchkey-sync once --device new \(keys) --service http://127.0.0.1:\(port) key"
                ).0
                #expect(joined.contains("0 of 500 units used"))
                try place.shell("latchkey use --device new 3")
            }
        }
    }

    @Test func `of two organizations bring each device the list and the bundle of its own`() throws
    {
        try Self.with { place in
            try place.shell(
                """
                latchkey keys new bravo --organization 'Bravo Ltd' --no-passphrase > /dev/null
                latchkey benefits add solo --organization 'Bravo Ltd' --prefix BRAVO --lifetime 1y --activations 2 > /dev/null
                latchkey issue --benefit solo --signing-key bravo > bravo-key
                """)
            try Self.trust(place, service: "http://127.0.0.1:9", organization: "ACME Ltd")
            try Self.trust(
                place, service: "http://127.0.0.1:9", organization: "Bravo Ltd", key: "bravo",
                root: "bob", file: "bravo.trust")
            try place.serving(["--set", "trust.bundle=acme.trust"]) { port in
                let address = "http://127.0.0.1:\(port)"
                func once(_ device: String, ends status: Int32 = 0) throws -> String {
                    try place.shell(
                        "latchkey-sync once --device \(device) --service \(address)", ends: status
                    ).0
                }
                try place.shell(
                    """
                    latchkey pack bravo-key bravo.trust --output bravo.lic > /dev/null
                    latchkey-sync join --device bravo --root bob/keys/root.pub --service \(address) bravo.lic
                    latchkey-sync join --device acme --root alice/keys/root.pub --service \(address) key
                    latchkey status --device bravo
                    latchkey revoke bravo-key
                    """)
                // The list is out a moment later.
                try place.shell(
                    """
                    until latchkey-sync once --device bravo --service \(address) > round 2>&1
                    ! latchkey status --device bravo > decision 2>&1; do :; done
                    """)
                #expect(try place.shell("cat decision").0.contains("revoked"))
                #expect(try !place.shell("cat round").0.contains("refused: "))
                #expect(try !once("acme").contains("refused: "))
                try place.shell("latchkey status --device acme")
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
