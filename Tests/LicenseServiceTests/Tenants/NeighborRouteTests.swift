import COSE
import COSESigning
import Foundation
import HTTPTypes
import HummingbirdTesting
import JSON
import LicenseIssuer
import LicenseRegistry
import LicenseSync
import LicenseVerifier
import NIOCore
import RegistryTestSupport
import SQLDatabase
import Testing

@testable import LicenseService

extension `A neighbor` {
    /// Every documented operation, with all that another organization has in each place of its path,
    /// its query and its body, one at a time: a route that is added adds its cases.
    ///
    /// All else in the request is the caller's own and good, so that nothing but the other's thing can
    /// be why it is refused.
    @Test(arguments: Driver.available)
    func `reaches nothing of another's by any route`(_ driver: Driver) async throws {
        try await TestService.withDatabase(driver) { vendor, database in
            let neighbor = try await NeighborMatrix(vendor, in: database)
            let matrix = try await vendor.application.test(.router) { client in
                var matrix = neighbor
                try await matrix.call(client)
                return matrix
            }
            #expect(matrix.calls > 2000)
            #expect(
                matrix.faults.isEmpty,
                "\(matrix.faults.count): \(matrix.faults.prefix(40).joined(separator: "\n"))")
            #expect(
                matrix.refusedToOwner == Set(NeighborMatrix.refusals.keys),
                "an operation is refused to its own organization, or no longer")
        }
    }
}

/// Calls every operation as one organization, with what is another's.
private struct NeighborMatrix: Sendable {
    /// What the organization's own requests are refused, with why that has to be: their cases stand
    /// for little.
    static let refusals: [String: String] = [
        "createOrganization": manager, "createToken": manager, "rotateToken": manager,
        "revokeToken": manager, "listAuditRecords": manager, "exportAudit": manager,
        "dodoFulfillGrant": "no grant is ever without its key",
        "sendLetter": "this service sends no e-mail",
        "getTrustBundleOfOrganization": "this service has no bundle",
        "takePolarMessage": "shops are known by their signatures, not by tokens",
        "takeDodoMessage": "shops are known by their signatures, not by tokens",
    ]
    private static let manager = "a token of one organization manages no others"
    /// What is everybody's, whose ever it is.
    private static let documents: Set<String> = [
        "getStatusList", "getStatusListOfOrganization", "getTrustBundleOfOrganization",
    ]

    private let vendor: TestService
    private let victim: TestTenant
    /// What no answer may have in it.
    private let marks: [(text: String, bytes: Data)]
    private let rows: OwnedRows.Reader
    private let token: String
    private(set) var calls = 0
    private(set) var faults: [String] = []
    /// The operations that the organization's own requests were refused.
    private(set) var refusedToOwner: Set<String> = []

    init(_ vendor: TestService, in database: any Database) async throws {
        self.vendor = vendor
        let other = Issuer(.random(), key: try TestService.key(66))
        // Later, so that the other one is the first.
        try vendor.registry.organizations.add(
            Organization(id: other.organization, name: "Victim Ltd"),
            now: vendor.now + .seconds(1))
        try vendor.registry.organizations.addSigningKey(
            SigningKeyRecord(
                name: "victim", publicKey: other.verificationKey,
                organization: other.organization, createdAt: vendor.now))
        victim = try TestTenant(vendor, other, named: "Victim Person")
        marks = victim.marks.map { ($0, Data($0.utf8)) }
        _ = try TestTenant(vendor, vendor.issuer, named: "Own Person")
        rows = try OwnedRows.Reader(of: other.organization, in: database)
        token = try vendor.token(organization: vendor.organization)
        // The service hears of the new key, and publishes the lists.
        await vendor.service.publisher.round()
    }

    /// One more of everything that the calling organization has; of endpoints it may not have many.
    private func tenant() throws -> TestTenant {
        let webhooks = vendor.registry.webhooks
        for endpoint in try webhooks.endpoints(of: vendor.organization) {
            try webhooks.deleteEndpoint(endpoint.id, now: vendor.now)
        }
        return try TestTenant(vendor, vendor.issuer, named: "Own Person")
    }

    mutating func call(_ client: any TestClientProtocol) async throws {
        let before = try rows.read()
        #expect(before.count > 15)
        let reader = try tenant()
        let operations = vendor.service.operations.filter(\.surface.isDocumented)
            .sorted { ($0.method == .get ? 0 : 1) < ($1.method == .get ? 0 : 1) }
        for operation in operations {
            let isReading = operation.method == .get
            let own = TenantRequests(
                operation: operation, own: isReading ? reader : try tenant())
            try await checkOwn(own, client)
            let others = TenantRequests(
                operation: operation, own: isReading ? reader : try tenant())
            for sent in others.all(naming: victim) {
                let answer = try await ask(sent, others, client)
                check(answer, sent, operation)
            }
            if case .media("application/cose")? = operation.request {
                try await callDevices(client)
            }
            for difference in try rows.read().differences(from: before) {
                faults.append("\(operation.id) changes \(difference)")
            }
        }
    }

    /// Only who may do it can be kept from doing it with what is another's.
    private mutating func checkOwn(
        _ requests: TenantRequests, _ client: any TestClientProtocol
    ) async throws {
        let operation = requests.operation
        let namesSomething =
            operation.request != nil || !requests.all(naming: victim).isEmpty
        let sent = requests.base
        let answer = try await ask(sent, requests, client)
        check(answer, sent, operation)
        guard namesSomething, answer.status.kind != .successful, operation.path != "/v1/sync" else {
            return
        }
        refusedToOwner.insert(operation.id)
        guard Self.refusals[operation.id] == nil else { return }
        faults.append(
            "\(operation.id) is refused to its own organization: \(answer.status.code) "
                + String(decoding: answer.bytes, as: UTF8.self))
    }

    private mutating func ask(
        _ sent: TenantRequests.Sent, _ requests: TenantRequests, _ client: any TestClientProtocol
    ) async throws -> TestCaller.Answer {
        calls += 1
        // What needs no token is for everybody, or for customers.
        let isOpen = requests.operation.scope == nil
        let caller = TestCaller(client: client, token: isOpen ? requests.own.session : token)
        // As clients do that have nothing to send.
        let isEmpty = sent.body == nil && requests.operation.method != .get
        return try await caller.call(
            requests.operation.method, sent.path,
            sent.body.map { String(decoding: $0.encoded, as: UTF8.self) },
            headers: isEmpty ? [.contentLength: "0"] : [:])
    }

    private mutating func check(
        _ answer: TestCaller.Answer, _ sent: TenantRequests.Sent,
        _ operation: LicenseService.Operation
    ) {
        let name = "\(operation.id) with \(sent.value) \(sent.place)"
        if answer.status.code >= 500 { faults.append("\(name) answers \(answer.status.code)") }
        guard !Self.documents.contains(operation.id) else { return }
        let body = Data(answer.bytes)
        for mark in marks where body.range(of: mark.bytes) != nil {
            // What was sent may be said back.
            guard !victim.isSame(sent.value, mark.text) else { continue }
            faults.append("\(name) answers \(answer.status.code) and names \(mark.text)")
        }
    }

    // MARK: - Devices

    private mutating func callDevices(_ client: any TestClientProtocol) async throws {
        let messages = TenantMessages(own: try tenant(), now: vendor.now)
        let own = try await client.sync(messages.base())
        if try receipt(own)?.outcome != .accepted {
            faults.append("sync is refused to its own organization: \(own.status.code)")
        }
        for (name, bytes) in try messages.all(about: victim) {
            calls += 1
            let answer = try await client.sync(bytes)
            let receipt = try receipt(answer)
            let isRefused =
                receipt.map {
                    $0.outcome == .unknownLicense && $0.certificate == nil && $0.replacement == nil
                } ?? (answer.status.kind == .clientError)
            if !isRefused { faults.append("sync answers \(name): \(answer.status.code)") }
        }
    }

    /// The receipt of an answer; nil for a refusal without one.
    private func receipt(_ answer: TestResponse) throws -> Receipt? {
        guard answer.status == .ok else { return nil }
        let bytes = Array(answer.body.readableBytesView)
        let first = try #require(try SignedMessage.split(bytes, limit: 10).first)
        let message = try SignedMessage(deviceMessage: Array(first))
        return try ActivationKeys(pinning: vendor.keys.answerKey).verifyReceipt(message).receipt
    }
}
