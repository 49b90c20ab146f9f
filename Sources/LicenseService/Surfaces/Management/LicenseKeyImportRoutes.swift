import COSESigning
import HTTPTypes
import Hummingbird
import LicenseRegistry
import LicenseVerifier

/// License keys that were minted elsewhere.
struct LicenseKeyImportRoutes {
    let management: ManagementContext
    let licenses: LicenseCache

    func addRoutes(to table: inout RouteTable) {
        table.add(
            Operation(
                .post, "\(ManagementSurface.prefix)/license-keys/import", "importLicenseKeys",
                "Take license keys that were minted elsewhere, up to 1,000.",
                scope: .licensesWrite, request: .json(ImportWire.schema),
                answer: .json(ImportResultWire.schema),
                // Where it was first, before all other operations here.
                aliases: ["/v1/license-keys/import"])
        ) { request, _, caller in try await importAll(request, caller) }
    }

    private func importAll(
        _ request: Request, _ caller: Caller
    ) async throws -> ImportResultWire {
        let wire = try await management.body(of: request, as: ImportWire.self, ImportWire.schema)
        guard (1...1000).contains(wire.licenseKeys.count) else {
            throw Problem.invalid("license_keys", "must have 1 to 1,000 rows")
        }
        let now = management.clock.now()
        let results = try await management.work(caller, \.issuance) { [licenses] issuance in
            wire.licenseKeys.map { row in
                Self.result(of: row, licenses, caller, issuance, now)
            }
        }
        return ImportResultWire(results: results)
    }

    /// Who has a key reads in it whose it is, so that no id is told here.
    private static func check(_ owner: OrganizationID, _ caller: Caller) throws {
        guard caller.token.organization.map({ $0 == owner }) ?? true else {
            throw Problem(
                .forbidden, "license.other-organization",
                "the license key is that of another organization",
                nextStep: "import it with a token of that organization")
        }
    }

    private static func result(
        of row: ImportWire.Row, _ licenses: LicenseCache, _ caller: Caller, _ issuance: Issuance,
        _ now: Timestamp
    ) -> ImportResultWire.Row {
        do {
            let license = try licenses.verify(LicenseKey(parsing: row.key))
            try check(license.claims.organization, caller)
            let email = try CustomerInput.email(row.customerEmail, "customer_email")
            let isNew = try issuance.importLicense(
                license, customer: row.customerName, email: email, now: now)
            return ImportResultWire.Row(
                id: "\(license.claims.license)", result: isNew ? "imported" : "known", code: nil,
                detail: nil)
        } catch {
            let problem = Problem(error)
            return ImportResultWire.Row(
                id: nil, result: "refused", code: problem.code, detail: problem.detail)
        }
    }
}
