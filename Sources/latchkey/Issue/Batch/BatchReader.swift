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

    /// The license that a line asks for, what it calls the customer, and the customer's address, which
    /// is what a customer without a name is called.
    func row(of line: BatchLine) throws -> (row: BatchRow, customer: String?, email: String?) {
        do throws(TableFault) {
            let fields = try form.fields(of: line, reading)
            let customer = fields.customer ?? fields.email
            let id = customer.flatMap { CustomerReference.id($0, of: organization) }
            let row = fields.row(
                from: template, benefit: benefit, customer: id, statusIndex: line.statusIndex)
            return (row, customer, fields.email)
        } catch {
            throw CommandFailure(
                .malformed, "row \(line.sourceRow) of the file: \(error)", nextStep: error.nextStep)
        }
    }

    /// What the license of a line would say; throws what minting it would.
    func check(
        _ line: BatchLine, issuedAt: Timestamp, hasStatus: Bool
    ) throws -> (claims: LicenseClaims, customer: String?) {
        let read = try row(of: line)
        do throws(IssuerError) {
            guard read.row.terms.offline == nil || hasStatus else { throw .offlineWithoutStatus }
            let claims = try read.row.terms.claims(
                .random(), for: read.row.grant, of: organization, issuedAt: issuedAt)
            try claims.checkPayload()
            return (claims, read.customer)
        } catch {
            throw CommandFailure(
                error.exitStatus, code: error.code, "row \(line.sourceRow) of the file: \(error)",
                nextStep: error.nextStep)
        }
    }
}

extension LicenseClaims {
    /// Finds what minting finds out only when it writes.
    func checkPayload() throws(IssuerError) {
        do throws(LicenseError) {
            _ = try payload()
        } catch {
            throw .license(error)
        }
    }
}
