import COSESigning
import Hummingbird
import HummingbirdTesting
import LicenseIssuer
import LicenseRegistry
import LicenseSync
import LicenseVerifier
import SQLDatabase
import Testing

@testable import LicenseService

/// Paths and addresses of the registry, of which callers are told nothing.
@Suite struct `Where a registry lies` {
    private static let place = "/secret/place"

    private static let errors: [RegistryError] = [
        .exists(kind: .benefit, name: "pro"), .idTaken(kind: .benefit, id: "1"),
        .missing(kind: .license), .batchDiffers(name: "a"),
        .rowRecorded, .statusListsFull, .positionTaken(StatusIndex(1), by: .random()),
        .message(.signing(.libcrypto)), .listOutdated, .notEmpty, .copyDiffers(table: "license"),
        .auditBroken(sequence: 8), .tokenVoid, .tokenUnknown, .customerOfAnother,
        .minting(.endsBeforeIssue), .licenseEnded, .revoked, .rotatedTooOften(seconds: 1),
        .seatMoves(until: TestService.now), .issuedAhead(seconds: 1), .noIssuer,
        .behind(reason: "why"), .moved(to: place), .markMissing, .markOfAnother(path: place),
        .mark(path: place), .markDamaged(path: place), .listNumber(highest: 8),
        .registryLost(mark: place, records: 8), .registryElsewhere(mark: place),
        .text(TextFault(field: "name", scalar: "\u{202e}")),
        .database(.cannotOpen), .database(.readOnly), .database(.busy),
    ]

    /// A new error is added above, with a place wherever it says one.
    private static func mustBeListed(_ error: RegistryError) {
        switch error {
        case .exists, .idTaken, .missing, .batchDiffers, .rowRecorded, .statusListsFull,
            .positionTaken,
            .message, .listOutdated, .notEmpty, .copyDiffers, .auditBroken, .tokenVoid,
            .tokenUnknown, .customerOfAnother, .minting, .licenseEnded, .revoked,
            .rotatedTooOften, .seatMoves, .issuedAhead, .noIssuer, .behind, .moved, .markMissing,
            .markOfAnother, .mark, .markDamaged, .listNumber, .registryLost,
            .registryElsewhere, .text, .database:
            break
        }
    }

    @Test(arguments: errors)
    func `is in no problem, whatever went wrong`(_ error: RegistryError) {
        Self.mustBeListed(error)
        let problem = Problem(error)
        #expect(problem.code == error.code || problem.code == "invalid")
        let said = [problem.detail, problem.nextStep ?? ""] + problem.faults.map(\.detail)
        #expect(!said.contains { $0.contains(Self.place) })
    }

    @Test func `is told to who runs the service, and to nobody of an organization`() async throws {
        try await TestService.with { vendor in
            let target = try Registry.open(
                sqlite: vendor.directory + "/new.sqlite", now: vendor.now)
            let tokens = [
                (try vendor.token(), true),
                (try vendor.token(organization: vendor.organization), false),
                (try vendor.token([.benefitsWrite]), false),
            ]
            try vendor.registry.maintenance.move(
                to: target.maintenance, named: "sqlite:\(Self.place)", now: vendor.now)
            try await vendor.application.test(.router) { client in
                for (token, isTold) in tokens {
                    let caller = TestCaller(client: client, token: token)
                    let refused = try await caller.call(
                        .post, "/manage/v1/benefits", #"{"name": "more", "prefix": "ACME"}"#)
                    #expect(refused["code"] == "registry.moved")
                    #expect(refused["detail"]?.contains(Self.place) == isTold)
                    let page = String(decoding: refused.bytes, as: UTF8.self)
                    #expect(page.contains(Self.place) == isTold)
                }
                for _ in 0..<2 { await vendor.service.publisher.round() }
                let stranger = TestCaller(client: client, token: "none")
                let ready = try await stranger.call(.get, "/ready")
                #expect(ready["code"] == "registry.moved")
                #expect(!String(decoding: ready.bytes, as: UTF8.self).contains(Self.place))
            }
        }
    }
}
