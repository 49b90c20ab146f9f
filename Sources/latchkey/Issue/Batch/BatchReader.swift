import CSV
import CommandSupport
import LicenseIssuer
import LicenseVerifier
import RegistryCommandSupport
import Terminal

/// Reads the lines of a batch, the same before anything is minted and while it is.
struct BatchReader: Sendable {
    let form: BatchForm
    let reading: BatchReading
    let template: LicenseTerms
    let benefit: BenefitID
    let organization: OrganizationID

    /// The license that a line asks for, and what it calls the customer.
    func row(of line: BatchLine) throws -> (row: BatchRow, customer: String?) {
        do throws(TableFault) {
            let fields = try form.fields(of: line, reading)
            guard fields.license == nil else { throw .unknownColumns(["license"]) }
            let id = fields.customer.flatMap { CustomerReference.id($0, of: organization) }
            let row = fields.row(
                from: template, benefit: benefit, customer: id, statusIndex: line.statusIndex)
            return (row, fields.customer)
        } catch {
            throw CommandFailure(
                .malformed, "row \(line.sourceRow) of the file: \(error)", nextStep: error.nextStep)
        }
    }

    /// The same for a line that could be minted; throws what minting it would.
    func check(
        _ line: BatchLine, issuedAt: Timestamp, hasStatus: Bool
    ) throws -> (row: BatchRow, customer: String?) {
        let read = try row(of: line)
        do throws(IssuerError) {
            guard read.row.terms.offline == nil || hasStatus else { throw .offlineWithoutStatus }
            let claims = try read.row.terms.claims(
                .random(), for: read.row.grant, of: organization, issuedAt: issuedAt)
            try Self.checkRanges(of: claims)
        } catch {
            throw CommandFailure(
                error.exitStatus, code: error.code, "row \(line.sourceRow) of the file: \(error)",
                nextStep: error.nextStep)
        }
        return read
    }

    /// What minting finds out only when it writes.
    private static func checkRanges(of claims: LicenseClaims) throws(IssuerError) {
        do throws(LicenseError) {
            _ = try claims.payload()
        } catch {
            throw .license(error)
        }
    }
}
