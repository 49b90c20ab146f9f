import COSESigning
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import LicenseIssuer
import LicenseRegistry
import LicenseVerifier
import NIOCore
import RegistryTestSupport
import SQLDatabase
import Testing

@testable import LicenseService

extension `A neighbor` {
    /// Whoever has another's key, and asks with it for the neighbor's licenses.
    private struct Asker: Sendable {
        let vendor: TestService
        let victim: TestTenant
        let client: any TestClientProtocol

        /// Asks each of the three questions, each time under a name of its own for repeated requests.
        func ask(about key: String, at place: String, token: String?) async throws {
            for verb in ["activate", "validate", "deactivate"] {
                let more =
                    switch verb {
                    case "activate": #""label": "theirs""#
                    case "validate": #""increment_usage": 1"#
                    default: #""activation_id": "\#(victim.id(.seat))""#
                    }
                let body =
                    #"{"key": "\#(key)", "organization_id": "\#(vendor.organization)", \#(more)}"#
                var headers: HTTPFields = [
                    .contentType: "application/json",
                    .idempotencyKey: "\(LicenseID.random())",
                ]
                if let token { headers[.authorization] = "Bearer \(token)" }
                let answer = try await client.execute(
                    uri: "\(place)/\(verb)", method: .post, headers: headers,
                    body: ByteBuffer(string: body))
                #expect(answer.status == .notFound, "\(place)/\(verb)")
            }
        }
    }

    @Test(arguments: Driver.available)
    func `writes nothing by another's key, and no refusal is kept for who has no token`(
        _ driver: Driver
    ) async throws {
        try await TestService.withDatabase(driver) { vendor, database in
            let other = Issuer(.random(), key: try TestService.key(66))
            let later = vendor.now + .seconds(1)
            try vendor.registry.organizations.add(
                Organization(id: other.organization, name: "Victim Ltd"), now: later)
            try vendor.registry.organizations.addSigningKey(
                SigningKeyRecord(
                    name: "victim", publicKey: other.verificationKey,
                    organization: other.organization, createdAt: vendor.now))
            let victim = try TestTenant(vendor, other, named: "Victim Person")
            // The service hears of the new key.
            await vendor.service.publisher.round()
            let rows = try OwnedRows.Reader(of: other.organization, in: database)
            let before = try rows.read()
            let token = try vendor.token(organization: vendor.organization)
            try await vendor.application.test(.router) { client in
                let asker = Asker(vendor: vendor, victim: victim, client: client)
                for key in victim.keys {
                    try await asker.ask(about: key, at: PolarShop.publicKeys, token: nil)
                }
                let kept = try database.read { (reader) throws(SQLError) in
                    try reader.value(Int64.self, "SELECT count(*) AS total FROM kept_answer")
                }
                #expect(kept == 0)
                for key in victim.keys {
                    try await asker.ask(about: key, at: PolarShop.merchantKeys, token: token)
                }
                // The portal is for whoever holds a key, and leads to its own vendor's pages.
            }
            #expect(try rows.read().differences(from: before) == [])
        }
    }
}
