import COSE
import COSESigning
import Foundation
import HTTPTypes
import LicenseIssuer
import LicenseRegistry
import LicenseTestSupport
import LicenseVerifier
import Testing

@testable import LicenseService

@Suite struct `Emails to customers` {
    /// A vendor whose shop sells, and whose mail goes to a program that keeps it.
    private static func with(
        script: String = "",
        _ body:
            @escaping @Sendable (TestService, TestShop, TestCaller, TestSendmail) async throws ->
            Void
    ) async throws {
        try await withTemporaryDirectory { directory in
            let mail = try TestSendmail(directory, script: script)
            try await TestService.withShop(.polar, mail: mail.policy) { vendor, shop, caller in
                try await body(vendor, shop, caller, mail)
            }
        }
    }

    /// The parts of a message, decoded, by their types.
    private static func parts(_ message: String) throws -> [String: String] {
        var parts: [String: String] = [:]
        for part in message.components(separatedBy: "\n--=_") {
            guard let gap = part.range(of: "\n\n"),
                part.contains("Content-Transfer-Encoding: base64"),
                let type = part.firstMatch(of: /Content-Type: ([a-z\/]+)/)
            else { continue }
            let name = part.contains("attachment") ? "file" : String(type.1)
            let text = part[gap.upperBound...].filter { !$0.isWhitespace }
            let data = try #require(Data(base64Encoded: String(text)))
            parts[name] = String(decoding: data, as: UTF8.self)
        }
        return parts
    }

    @Test func `names a benefit as its shop describes it`() async throws {
        try await TestService.with { vendor in
            var listing = try #require(try vendor.registry.benefits.listing(vendor.benefit.id))
            listing.description = "Pro license"
            listing.benefit.activationInstructions = "Paste <key> under Help."
            try vendor.registry.benefits.replace(listing, now: vendor.now)
            let license = try vendor.license().claims.license
            let (email, _, _) = try #require(
                try LicenseEmailWriter(vendor.registry).email(about: license, now: vendor.now))
            #expect(email.subject == "Your license key for Pro license")
            #expect(email.plain.contains("Pro license"))
            // As on the portal, the key stands where the instructions leave a place for it.
            let key = try #require(
                try vendor.registry.licenses.details(license, now: vendor.now)
            ).text
            #expect(email.plain.contains("Paste \(key) under Help."))
            #expect(email.html?.contains("Paste \(key) under Help.") == true)
        }
    }

    @Test func `go out once with the key and the license file`() async throws {
        try await Self.with { vendor, shop, caller, mail in
            var benefit = vendor.benefit
            benefit.activationInstructions = "Choose Help > Activate"
            try vendor.registry.benefits.replace(
                benefit, organization: vendor.organization, now: TestService.now)
            try await shop.send(
                PolarOutboundEvent.subscription("active", "active", at: 1), id: "m1")
            await vendor.service.sendEmails()
            await vendor.service.sendEmails()
            #expect(try mail.messages.count == 1)
            #expect(try mail.arguments == ["-t", "-i"])
            let message = try mail.messages[0]
            let head = message.components(separatedBy: "\n\n")[0]
            #expect(head.contains("\nTo: =?UTF-8?B?QW5u?= <ann@example.com>\n"))
            #expect(head.contains("From: =?UTF-8?B?QUNNRSBMdGQ=?= <keys@acme.example>\n"))
            #expect(head.contains("\nDate: Fri, 01 Jan 2027 00:00:00 +0000\n"))
            #expect(head.contains("\nSubject: Your license key for pro\n"))
            let parts = try Self.parts(message)
            let license = try vendor.licenses()[0]
            #expect(parts["text/plain"]?.contains("\r\n\(license.text)\r\n") == true)
            #expect(parts["text/plain"]?.contains("Choose Help > Activate") == true)
            #expect(parts["text/html"]?.contains("Choose Help &gt; Activate") == true)
            let file = try LicenseFile(parsing: Array(try #require(parts["file"]).utf8))
            #expect(file.objects == [license.record.message])
            // The operator sees that it went out, and can send another.
            let id = license.record.claims.license
            let listed = try await caller.call(.get, "/manage/v1/license-keys/\(id)/letters")
            #expect(listed.items.map { $0["state"] as? String } == ["sent"])
            let again = try await caller.call(.post, "/manage/v1/license-keys/\(id)/letters")
            #expect(again.status == .accepted)
            await vendor.service.sendEmails()
            #expect(try mail.messages.count == 2)
        }
    }

    @Test func `carry the trust bundle that is handed out`() async throws {
        try await Self.with { vendor, shop, _, mail in
            let root = try TestService.key(80)
            var draft = TrustBundle(
                organization: vendor.organization, roots: [root.verificationKey], threshold: 1,
                issuedAt: vendor.now, expiresAt: vendor.now + .seconds(1_000_000))
            draft.keys = [
                (vendor.issuer.verificationKey, KeyRole.issue), (vendor.keys.answerKey, .activate),
                (vendor.keys.listKey, .status),
            ].map { key, role in
                BundleKey(
                    key, role: role, notBefore: vendor.now,
                    notAfter: vendor.now + .seconds(900_000))
            }
            var ceremony = try TrustCeremony(draft: draft)
            try ceremony.sign(by: root)
            try vendor.service.trust.replace(ceremony.bytes)
            try await shop.send(
                PolarOutboundEvent.subscription("active", "active", at: 1), id: "m1")
            await vendor.service.sendEmails()
            let parts = try Self.parts(try #require(try mail.messages.first))
            let file = try LicenseFile(parsing: Array(try #require(parts["file"]).utf8))
            #expect(file.objects.map(\.header.type) == [.cwt, .trustBundle])
        }
    }

    @Test func `wait and are sent again where the mail system cannot take them`() async throws {
        let script = #"if [ ! -e "$HERE/again" ]; then touch "$HERE/again"; exit 75; fi"#
        try await Self.with(script: script) { vendor, shop, _, mail in
            try await shop.send(
                PolarOutboundEvent.subscription("active", "active", at: 1), id: "m1")
            await vendor.service.sendEmails()
            let id = try vendor.licenses()[0].record.claims.license
            let email = try #require(try vendor.registry.customers.emails.all(about: id).first)
            #expect(email.state == .waiting && email.fault == "exit-75")
            #expect(email.dueAt == TestService.now + .seconds(60))
            // Not before its time.
            await vendor.service.sendEmails()
            #expect(try mail.messages.count == 1)
            let next = try #require(
                try vendor.registry.customers.emails.takeDue(now: TestService.now + .seconds(60)))
            #expect(next.id == email.id && next.attempts == 2)
        }
    }

    @Test(arguments: [
        ("exit 67", EmailRecord.State.failed, "exit-67"), ("exit 1", .waiting, "exit-1"),
        ("kill -9 $$", .waiting, "killed"),
    ])
    func `are given up where nobody is there`(
        script: String, state: EmailRecord.State, fault: String
    ) async throws {
        try await Self.with(script: script) { vendor, shop, _, _ in
            try await shop.send(
                PolarOutboundEvent.subscription("active", "active", at: 1), id: "m1")
            await vendor.service.sendEmails()
            let id = try vendor.licenses()[0].record.claims.license
            let email = try #require(try vendor.registry.customers.emails.all(about: id).first)
            #expect(email.state == state && email.fault == fault)
        }
    }

    @Test func `are killed with a program that does not end`() async throws {
        try await withTemporaryDirectory { directory in
            let mail = try TestSendmail(directory, script: "exec sleep 3600")
            var policy = try mail.policy
            policy.timeout = .milliseconds(200)
            #expect(await Sendmail(policy: policy).send([1, 2]) == .later(fault: "killed"))
        }
    }

    @Test func `wait while there is no such program`() async throws {
        let policy = MailPolicy(
            program: "/nowhere/sendmail", from: MailAddress("keys@acme.example")!)
        #expect(await Sendmail(policy: policy).send([1]) == .later(fault: "cannot-start"))
    }

    @Test func `are not written to nobody`() async throws {
        try await Self.with { vendor, shop, caller, mail in
            let quiet = PolarOutboundEvent.subscription("active", "active", at: 1)
                .replacing("\"email\": \"ann@example.com\",", with: "\"email\": null,")
            try await shop.send(quiet, id: "m1")
            await vendor.service.sendEmails()
            #expect(try mail.messages.isEmpty)
            let id = try vendor.licenses()[0].record.claims.license
            let refused = try await caller.call(.post, "/manage/v1/license-keys/\(id)/letters")
            #expect(refused.status == .conflict && refused["code"] == "mail.no-address")
        }
    }

    @Test func `do not go out after the license was revoked`() async throws {
        try await Self.with { vendor, shop, _, mail in
            try await shop.send(
                PolarOutboundEvent.subscription("active", "active", at: 1), id: "m1")
            let id = try vendor.licenses()[0].record.claims.license
            try vendor.registry.issuance.setState(
                of: id, to: .revoked, reason: "refunded", now: TestService.now)
            await vendor.service.sendEmails()
            #expect(try mail.messages.isEmpty)
            let email = try #require(try vendor.registry.customers.emails.all(about: id).first)
            #expect(email.state == .failed && email.fault == "license-revoked")
        }
    }

    @Test func `have the words of their benefit`() async throws {
        try await Self.with { vendor, shop, caller, _ in
            let path = "/manage/v1/benefits/\(vendor.benefit.id)/letter"
            #expect(
                try await caller.call(.get, path)["subject"] == LicenseEmail.usual.subject)
            let set = try await caller.call(
                .put, path,
                #"{"subject": "{{benefit}} for {{customer}}", "text": "K={{ key }} {{expires}}", "html": "<b title=\"{{customer}}\">{{key}}</b>"}"#
            )
            #expect(set.status == .ok)
            let bad = try await caller.call(
                .put, path, #"{"subject": "{{kye}}", "text": "{{key"}"#)
            #expect(bad.status == .unprocessableContent)
            #expect((bad.json["errors"] as? [Any])?.count == 2)
            let odd = PolarOutboundEvent.subscription("active", "active", at: 1)
                .replacing("\"Ann\"", with: #""<i>\"Ann\" & {{key}}\r\nBcc: x@example.com""#)
            try await shop.send(odd, id: "m1")
            let license = try vendor.licenses()[0]
            let words = try await caller.call(
                .get, "/manage/v1/license-keys/\(license.record.claims.license)/instructions")
            #expect(words["text"] == "K=\(license.text) never")
            #expect(
                words["html"]
                    == "<b title=\"&lt;i&gt;&quot;Ann&quot; &amp; {{key}}Bcc: x@example.com\">\(license.text)</b>"
            )
            #expect(try await caller.call(.delete, path).status == .ok)
            #expect(
                try await caller.call(.get, path)["subject"] == LicenseEmail.usual.subject)
        }
    }
}

@Suite struct `A message for the mail system` {
    private static func message(
        subject: String = "Key", name: String = "", plain: String = "x"
    ) -> String {
        let message = MailMessage(
            from: MailAddress("keys@acme.example")!,
            to: MailAddress(name: name, address: "ann@example.com")!, subject: subject,
            plain: plain, html: nil, attachment: ("pro.lic", "y"),
            id: MailMessage.MessageID([1, 2, 255]), date: Timestamp("2026-11-21T07:08:09Z")!)
        return String(decoding: message.bytes, as: UTF8.self)
    }

    @Test(arguments: [
        "Für Ärzte", "a\r\nBcc: x@example.com", String(repeating: "ä", count: 200),
        "=?UTF-8?B?eA==?=",
    ])
    func `has header fields that are nothing but their own`(subject: String) {
        let head = Self.message(subject: subject).components(separatedBy: "\n\n")[0]
        let lines = head.split(separator: "\n")
        #expect(lines.allSatisfy { $0.utf8.count <= 76 || !$0.hasPrefix(" ") })
        #expect(lines.allSatisfy { $0.utf8.allSatisfy { (32...126).contains($0) } })
        #expect(!lines.contains { $0.lowercased().hasPrefix("bcc") })
        #expect(lines.filter { !$0.hasPrefix(" ") }.count == 8)
        // Decoded, it is what was said, without what no subject can have.
        let words = lines.drop { !$0.hasPrefix("Subject:") }
        let encoded = ([words.first ?? ""] + words.dropFirst().prefix { $0.hasPrefix(" ") })
            .joined().matches(of: /=\?UTF-8\?B\?([^?]*)\?=/)
        let text = encoded.map {
            String(decoding: Data(base64Encoded: String($0.1)) ?? Data(), as: UTF8.self)
        }.joined()
        #expect(text == subject.filter { !$0.isNewline })
    }

    @Test func `has lines of a length that every mail system takes`() {
        let text = Self.message(plain: String(repeating: "long ", count: 2000))
        #expect(text.split(separator: "\n").allSatisfy { $0.utf8.count <= 78 })
        #expect(text.contains("\nDate: Sat, 21 Nov 2026 07:08:09 +0000\n"))
        #expect(text.contains("\nMessage-ID: <0102ff@acme.example>\n"))
    }

    @Test(arguments: [
        "a@b", "Ann <ann@example.com>", "ann+x@example.com", "Änne <a.b@example.com>",
    ])
    func `goes to plain addresses`(text: String) {
        #expect(MailAddress(text) != nil)
    }

    @Test(arguments: [
        ("ann@b\u{fc}cher.example", "ann@xn--bcher-kva.example"),
        ("ann@bu\u{308}cher.example", "ann@xn--bcher-kva.example"),
        ("ann@B\u{dc}CHER.Example", "ann@xn--bcher-kva.example"),
        ("ann@\u{4f8b}\u{5b50}.\u{6d4b}\u{8bd5}", "ann@xn--fsqu00a.xn--0zwm56d"),
        ("ann@\u{43f}\u{440}\u{438}\u{43c}\u{435}\u{440}.example", "ann@xn--e1afmkfd.example"),
        ("ann@fa\u{df}.de", "ann@xn--fa-hia.de"),
    ])
    func `goes to domains in any script, as mail systems write them`(
        text: String, address: String
    ) {
        #expect(MailAddress(text)?.address == address)
    }

    @Test(arguments: [
        "a@\u{2764}.example", "a@b\u{fc}\u{202e}c.example", "a@\u{fc} b.example",
        "", "@", "a@", "@b", "a@b@c", "a b@c", "a@b c", "a@b\nBcc: c@d", "-a@b", "a,b@c", "<a@b",
        "\"a\"@b", "a@b>", "A\n<a@b>", "ä@b", "a@[1.2.3.4]",
    ])
    func `goes nowhere else`(text: String) {
        #expect(MailAddress(text) == nil)
    }
}
