import LicenseVerifier

enum Decisions {
    /// The license of these vectors: position 5 of the first list.
    static func judgedLicense(
        _ change: (inout LicenseClaims) -> Void = { _ in }
    ) throws -> [UInt8] {
        let claims = Sample.claims {
            $0.statusIndex = StatusIndex(5)
            change(&$0)
        }
        return try TestIssuer.demo.get().mint(claims).octets
    }

    /// What a list makes of a license (Status-List, what it decides).
    private static func decision(
        _ name: String, _ description: String, reasons: [String] = [], warnings: [String] = [],
        after seconds: Int64 = 0, license: [UInt8]? = nil,
        _ change: (inout RawStatusList) -> Void = { _ in }
    ) throws -> StatusCase {
        var list = RawStatusList()
        change(&list)
        let decided: [(String, JSON)] = [
            ("decision", decided(reasons: reasons, warnings: warnings))
        ]
        return try StatusCase(
            name, description, .list, list.signed(by: StatusCase.signer.get()),
            .accepted([("claims", list.json)] + decided)
        ).with {
            $0.license = try license ?? judgedLicense()
            $0.now = Sample.listedAt + .seconds(seconds)
        }
    }

    static func decided(reasons: [String], warnings: [String] = []) -> JSON {
        .object([
            ("outcome", .string(reasons.isEmpty ? "allowed" : "denied")),
            ("codes", .strings(reasons)), ("warnings", .strings(warnings)),
        ])
    }

    static func all() throws -> [StatusCase] {
        let day: Int64 = 86_400
        let offline = try judgedLicense { $0.offline = .seconds(30 * day) }
        return try [
            decision("good", "a license that is good"),
            decision("revoked", "a revoked license", reasons: ["status.revoked"]) {
                $0.statuses = [5: 1]
            },
            decision("suspended", "a suspended license", reasons: ["status.suspended"]) {
                $0.statuses = [5: 2]
            },
            decision(
                "application-specific", "a status of the issuer's own",
                reasons: ["status.not-understood"]
            ) { $0.statuses = [5: 3] },
            decision("neighbors", "the positions beside it are revoked") {
                $0.statuses = [4: 1, 6: 1]
            },
            decision("fresh", "the last second before a newer list is due", after: day - 1),
            decision(
                "due", "a newer list is due", warnings: ["status.list-due"], after: day),
            decision(
                "list-expired", "an expired list allows nothing by itself",
                warnings: ["status.list-expired"], after: 90 * day),
            decision(
                "expired-denies", "an expired list denies all the same",
                reasons: ["status.revoked"], warnings: ["status.list-expired"], after: 90 * day
            ) { $0.statuses = [5: 1] },
            decision(
                "older-than-license", "a list that is older than the license says nothing of it",
                warnings: ["status.not-known"]
            ) {
                $0.issuedAt = Sample.issuedAt - .seconds(1)
                $0.statuses = [5: 1]
            },
            decision(
                "as-old-as-license", "a list of the moment of issue", reasons: ["status.revoked"],
                warnings: ["status.list-due"]
            ) {
                $0.issuedAt = Sample.issuedAt
                $0.statuses = [5: 1]
            },
            decision(
                "license-of-other-shard", "a license that this list does not hold",
                warnings: ["status.not-known"],
                license: judgedLicense { $0.statusIndex = StatusIndex(1 << 20 | 5) }
            ) { $0.statuses = [5: 1] },
            decision(
                "license-without-index", "a license that cannot be revoked",
                license: judgedLicense { $0.statusIndex = nil }
            ) { $0.statuses = [5: 1, 0: 1] },
            decision(
                "offline-just", "a list exactly as old as the license allows",
                warnings: ["status.list-due"], after: 30 * day, license: offline),
            decision(
                "offline-over", "a list older than the license allows",
                reasons: ["status.too-old"], after: 30 * day + 1, license: offline),
        ]
    }
}
