import Foundation
import JSON
import LicenseRegistry
import LicenseTestSupport
import LicenseVerifier
import Testing

@testable import LicenseService

@Suite struct `A rehearsal` {
    private static let organization = "fda84e25-7b55-4d67-a7f4-60ba1d3cc3a5"
    private static let benefit = "1c285b2d-6ce6-4bc7-b8be-adb6a7e304da"
    private static let seat = "b6724bc8-7ad9-4ca0-b143-7c896fcbb6fe"
    private static let customer = "3a57b4d3-2f8f-4a01-9d56-8dbbeb5ad8ab"

    private static let polarKeys = """
        {"items": [{"id": "508176f7-065a-4b5d-b524-4e9c8a11ed63",
        "organization_id": "\(organization)", "customer_id": "\(customer)",
        "customer": {"id": "\(customer)", "name": "Ada", "email": "ada@example.com",
        "external_id": null}, "benefit_id": "\(benefit)", "key": "MYAPP-1", "status": "granted",
        "limit_activations": 2, "usage": 3, "limit_usage": 10, "validations": 7,
        "last_validated_at": null, "expires_at": "2030-01-01T00:00:00.123456Z",
        "created_at": "2026-02-01T10:00:00.5Z",
        "activations": [{"id": "\(seat)", "label": "Mac", "meta": {}}]}]}
        """

    private static func line(
        _ path: String, _ body: String, _ status: Int, _ answer: String
    ) -> String {
        "{\"method\": \"POST\", \"url\": \"\(path)\", \"body\": \(body), "
            + "\"status\": \(status), \"answer\": \(answer)}"
    }

    private static func run(
        _ shop: ShopMessage.Shop, _ lists: [String], _ lines: [String],
        _ change: (inout Rehearsal) -> Void = { _ in }
    ) async throws -> Rehearsal.Report {
        var rehearsal = Rehearsal(shop)
        change(&rehearsal)
        return try await withTemporaryDirectory { [rehearsal] directory in
            try await rehearsal.run(
                Array(lines.joined(separator: "\n").utf8), after: lists.map { Array($0.utf8) },
                in: directory, now: TestService.now)
        }
    }

    private static let keys = "https://api.polar.sh/v1/customer-portal/license-keys"

    private static func asked(_ more: String = "", key: String = "MYAPP-1") -> String {
        #"{"key": "\#(key)", "organization_id": "\#(organization)"\#(more)}"#
    }

    @Test func `finds nothing new where all is as it was`() async throws {
        let validated = """
            {"status": "granted", "key": "MYAPP-1", "usage": 4, "validations": 1000,
            "benefit_id": "\(Self.benefit)", "expires_at": "2030-01-01T00:00:00.123456Z",
            "customer": {"id": "\(Self.customer)", "name": "Ada", "email": "ada@example.com",
            "avatar_url": "https://example.com/a.png"}, "activation": {"id": "\(Self.seat)"}}
            """.replacing("\n", with: " ")
        let report = try await Self.run(
            .polar, [Self.polarKeys],
            [
                Self.line(
                    "\(Self.keys)/activate", Self.asked(#", "label": "Mac""#), 200,
                    #"{"id": "\#(Self.seat)"}"#),
                Self.line(
                    "\(Self.keys)/validate",
                    Self.asked(#", "activation_id": "\#(Self.seat)", "increment_usage": 1"#), 200,
                    validated),
                // A seat that was taken after the list was made, used, and given back.
                Self.line(
                    "\(Self.keys)/activate", Self.asked(#", "label": "New""#), 200,
                    #"{"id": "11111111-1111-4111-8111-111111111111", "label": "New"}"#),
                Self.line(
                    "\(Self.keys)/validate",
                    Self.asked(#", "activation_id": "11111111-1111-4111-8111-111111111111""#),
                    200, #"{"activation": {"label": "New"}}"#),
                Self.line(
                    "\(Self.keys)/deactivate",
                    Self.asked(#", "activation_id": "11111111-1111-4111-8111-111111111111""#),
                    204, "null"),
                // One that was given back before.
                Self.line(
                    "\(Self.keys)/deactivate",
                    Self.asked(#", "activation_id": "22222222-2222-4222-8222-222222222222""#),
                    204, "null"),
                Self.line(
                    "\(Self.keys)/validate", Self.asked(key: "nothing"), 404,
                    #"{"error": "ResourceNotFound", "detail": "Not found"}"#),
                Self.line("https://example.com/telemetry", "{}", 200, "{}"),
                Self.line("\(Self.keys)/validate", "{}", 0, "null"),
            ])
        #expect(report.imported.imported == 1 && report.imported.seats == 1)
        #expect(report.played == 5 && report.alreadyDone == 2 && report.others == 2)
        #expect(report.differences.map(\.member) == ["customer.avatar_url"])
        #expect(report.differences.allSatisfy { $0.isKnown })
    }

    @Test func `takes the keys of the organization that is named, of all lists together`()
        async throws
    {
        let other = Self.polarKeys
            .replacing(Self.organization, with: "11111111-1111-4111-8111-111111111111")
            .replacing("508176f7-065a", with: "508176f7-065b").replacing("MYAPP-1", with: "MYAPP-2")
            .replacing(Self.seat, with: "b6724bc8-7ad9-4ca0-b143-7c896fcbb6ff")
        let request = Self.line("\(Self.keys)/validate", Self.asked(), 200, "{}")
        await #expect(throws: ForeignFault.self) {
            try await Self.run(.polar, [other, Self.polarKeys], [request])
        }
        let report = try await Self.run(.polar, [other, Self.polarKeys], [request]) {
            $0.organization = Self.organization
        }
        #expect(report.imported.imported == 1 && report.imported.faults.count == 1)
        #expect(report.differences.map(\.member) == [])
    }

    @Test func `names what is asked without ids, also those in which there is no digit`()
        async throws
    {
        let lines = ["lic_qDPzFLt-nB-gVBivLfaTk", "lic_qDPzFLt-nB-gVBivLfaT9"].map { id in
            #"{"method": "GET", "url": "https://live.dodopayments.com/license_keys/\#(id)", "#
                + #""status": 200, "answer": {}}"#
        }
        let report = try await Self.run(.dodo, [#"{"items": []}"#], lines)
        #expect(report.differences.map(\.operation) == ["GET /license_keys/{id}"])
        #expect(report.differences.map(\.count) == [2])
    }

    @Test func `tells what would be answered differently, once for each kind`() async throws {
        let body = Self.asked(#", "activation_id": "33333333-3333-4333-8333-333333333333""#)
        let report = try await Self.run(
            .polar, [Self.polarKeys],
            [
                Self.line("\(Self.keys)/validate", body, 200, "{}"),
                Self.line("\(Self.keys)/validate", body, 200, "{}"),
                Self.line(
                    "\(Self.keys)/validate", Self.asked(), 200,
                    #"{"usage": 5, "status": "granted", "key": "MYAPP-2", "colour": "red"}"#),
                Self.line("https://api.polar.sh/v1/products/", "{}", 405, "{}"),
                Self.line("\(Self.keys)/validate", body, 404, #"{"detail": "Other words"}"#),
            ])
        let found = report.differences.map {
            "\($0.operation.split(separator: "/").last ?? "") \($0.member ?? "status") \($0.recorded) "
                + "\($0.here) \($0.first) \($0.count)"
        }
        #expect(
            found == [
                "validate status 200 404 (Not found) 1 2", "validate usage 5 3 3 1",
                "validate key “****-YAPP-2” “****-YAPP-1” 3 1",
                "validate colour “red” absent 3 1",
                "products status 405 404 (Not Found) 4 1",
                "validate detail “Other words” “Not found” 5 1",
            ])
        #expect(!report.differences.contains { $0.isKnown })
    }

    @Test func `shows what apps are answered where a benefit gets another id`() async throws {
        let asked = Self.line(
            "\(Self.keys)/validate", Self.asked(#", "benefit_id": "\#(Self.benefit)""#), 200, "{}")
        func statuses(_ change: (inout Rehearsal) -> Void) async throws -> [String] {
            var rehearsal = Rehearsal(.polar)
            change(&rehearsal)
            let ready = rehearsal
            return try await withTemporaryDirectory { directory in
                try await ready.run(
                    Array(asked.utf8), after: [Array(Self.polarKeys.utf8)], in: directory,
                    now: TestService.now
                ).differences.map(\.here)
            }
        }
        let refused = "404 (License key does not match given benefit.)"
        #expect(try await statuses { _ in } == [])
        #expect(try await statuses { $0.benefits = [Self.benefit: Self.benefit] } == [])
        #expect(try await statuses { $0.benefits = [Self.benefit: "pro"] } == [refused])
        #expect(try await statuses { $0.otherBenefit = "pro" } == [refused])
        #expect(try await statuses { $0.otherBenefit = Self.seat } == [refused])
    }

    @Test func `says which of several lists is none`() async throws {
        await #expect(throws: UnreadableList(number: 2, fault: .notJSON(line: 1, "a web page"))) {
            try await Self.run(.polar, [Self.polarKeys, "<html>"], [])
        }
    }

    @Test func `knows that Dodo's ids have another content here`() async throws {
        let lists = [
            """
            {"items": [{"id": "lic_1", "customer_id": "cus_1", "key": "OLD-1",
            "product_id": "pdt_1", "status": "active", "activations_limit": 2,
            "expires_at": null}]}
            """,
            #"{"items": [{"id": "lki_1", "license_key_id": "lic_1", "name": "Mac"}]}"#,
        ]
        let har = """
            {"log": {"version": "1.2", "entries": [
            {"request": {"method": "POST", "url": "https://live.dodopayments.com/licenses/validate",
            "headers": [], "postData": {"mimeType": "application/json",
            "text": "{\\"license_key\\": \\"OLD-1\\", \\"license_key_instance_id\\": \\"lki_1\\"}"}},
            "response": {"status": 200, "content": {"encoding": "base64",
            "text": "eyJ2YWxpZCI6dHJ1ZX0="}}},
            {"request": {"method": "POST", "url": "https://live.dodopayments.com/licenses/activate",
            "headers": [], "postData": {"text":
            "{\\"license_key\\": \\"OLD-1\\", \\"name\\": \\"PC\\"}"}},
            "response": {"status": 201, "content": {"text":
            "{\\"id\\": \\"lki_2\\", \\"business_id\\": \\"bus_1\\", \\"name\\": \\"PC\\", \
            \\"customer\\": {\\"customer_id\\": \\"cus_1\\", \\"email\\": \\"a@example.com\\"}}"}}},
            {"request": {"method": "POST", "url": "https://live.dodopayments.com/licenses/activate",
            "headers": [], "postData": {"text":
            "{\\"license_key\\": \\"OLD-1\\", \\"name\\": \\"Third\\"}"}},
            "response": {"status": 201, "content": {"text": "{\\"id\\": \\"lki_3\\"}"}}}]}}
            """
        let report = try await Self.run(.dodo, lists, [har])
        #expect(report.imported.seats == 1 && report.played == 3)
        #expect(
            report.differences.filter { !$0.isKnown }.map { $0.member ?? $0.here } == [
                "customer.email", "422 (LICENSE_KEY_LIMIT_REACHED)",
            ])
        #expect(
            report.differences.filter(\.isKnown).compactMap(\.member) == [
                "business_id", "customer.customer_id",
            ])
    }

    @Test func `refuses a recording that it cannot read, and names the request`() async throws {
        for lines in [["{}"], ["junk"], [#"{"log": {"entries": [{}]}}"#]] {
            await #expect(throws: RehearsalError.unreadableRequest(1)) {
                try await Self.run(.polar, [Self.polarKeys], lines)
            }
        }
        let good = Self.line("\(Self.keys)/validate", Self.asked(), 200, "{}")
        await #expect(throws: RehearsalError.unreadableRequest(2)) {
            try await Self.run(.polar, [Self.polarKeys], [good, "{"])
        }
    }

    @Test func `ends with 1 at the command line where something would differ`() throws {
        try withTemporaryDirectory { directory in
            let keys = directory + "/keys.json"
            try Data(Self.polarKeys.utf8).write(to: URL(fileURLWithPath: keys))
            let requests = directory + "/requests.jsonl"
            func rehearse(_ lines: String...) throws -> EndedCommand {
                try Data(lines.joined(separator: "\n").utf8).write(
                    to: URL(fileURLWithPath: requests))
                return try .latchkeyd(
                    ["rehearse", "polar", keys, "--requests", requests, "--json"])
            }
            let good = Self.line(
                "\(Self.keys)/validate", Self.asked(), 200, #"{"status": "granted"}"#)
            #expect(try rehearse(good).status == 0)
            let other = try rehearse(
                good, Self.line("\(Self.keys)/validate", Self.asked(), 403, "{}"))
            #expect(other.status == 1)
            let difference = (other.json["differences"] as? [[String: Any]])?.first
            #expect(difference?["here"] as? String == "200")
            #expect(difference?["recorded"] as? String == "403")
            #expect(difference?["first"] as? Int == 2)
            #expect(try rehearse("junk").status == 65)
        }
    }
}
