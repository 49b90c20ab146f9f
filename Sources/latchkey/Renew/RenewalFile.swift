import COSE
import CSV
import CommandSupport
import LicenseRegistry
import LicenseVerifier
import RegistryCommandSupport
import Terminal

/// What a row of a table says of a license.
struct RenewalRow {
    /// The row as a spreadsheet numbers it.
    let sourceRow: Int
    let license: LicenseRecord
    let fields: BatchFields
}

/// A file with a license and its terms in each row.
struct RenewalFile {
    /// What makes two runs the same: the name, the rows and what was said of all of them.
    let batch: Batch

    private let path: String
    private let reading: BatchReading
    /// The most rows, as all of them change at once.
    private static let maxRows = 100_000

    init(
        _ path: String, _ options: RenewalOptions, _ now: Timestamp, _ start: TermsRequest.Start,
        _ benefit: String?
    ) throws {
        self.path = path
        reading = BatchReading(
            names: BatchFields.Name.ofChanges, zone: options.terms.zone,
            ignoresUnknown: options.ignoreColumns)
        let file = InputFile(path: path)
        guard !file.isStandardInput else {
            throw CommandFailure(
                .usage, "the licenses are read twice, so they cannot come from standard input",
                nextStep: "save them as a file, and name that")
        }
        let hasher = SHA256.Hasher()
        let terms = "\(try options.terms.given()) \(options.endFormerKeys)"
        hasher.update(Array("\(terms) \(start) \(benefit ?? "") \(reading.zone.name)".utf8))
        try file.forEachBlock { hasher.update($0) }
        let name =
            options.batchName?.text ?? path.split(separator: "/").last.map(String.init) ?? path
        batch = Batch(
            id: .random(), name: "\(start == .now ? "change" : "renew") \(name)",
            inputDigest: hasher.finalize(), issuedAt: now)
    }

    /// The rows, each with the license that it names; no license twice.
    func rows(of registry: Registry) throws -> [RenewalRow] {
        var input = try BatchInput(InputFile(path: path), reading)
        defer { input.close() }
        var directory = LicenseDirectory(registry)
        var rows: [RenewalRow] = []
        var seen: Set<LicenseID> = []
        while let line = try input.next(1).first {
            let fields = try fields(of: line, input.form)
            guard let name = fields.license else {
                throw Self.fault(line.sourceRow, "the column license is empty")
            }
            let license = try Self.at(line.sourceRow) { try directory.license(name) }
            guard seen.insert(license.claims.license).inserted else {
                throw Self.fault(
                    line.sourceRow, "the license \(license.claims.license) is there twice")
            }
            rows.append(RenewalRow(sourceRow: line.sourceRow, license: license, fields: fields))
            guard rows.count <= Self.maxRows else {
                throw CommandFailure(
                    .malformed, "the file has more than \(Self.maxRows) rows",
                    nextStep: "split it into several files")
            }
        }
        guard !rows.isEmpty else {
            throw CommandFailure(
                .malformed, "the file has no rows",
                nextStep: "name a license in each row, in the column license")
        }
        return rows
    }

    private func fields(of line: BatchLine, _ form: BatchForm) throws -> BatchFields {
        do throws(TableFault) {
            return try form.fields(of: line, reading)
        } catch {
            throw Self.fault(line.sourceRow, "\(error)")
        }
    }

    /// Runs what a row asks for; what is thrown names the row.
    static func at<Result>(_ sourceRow: Int?, _ run: () throws -> Result) throws -> Result {
        do {
            return try run()
        } catch {
            guard let sourceRow, let failure = CommandFailure(error) else { throw error }
            throw CommandFailure(
                failure.status, code: failure.code,
                "row \(sourceRow) of the file: " + failure.descriptions.joined(separator: "; "),
                nextStep: failure.nextStep)
        }
    }

    private static func fault(_ row: Int, _ reason: String) -> CommandFailure {
        CommandFailure(
            .malformed, "row \(row) of the file: \(reason)",
            nextStep: "correct the row and run the command again; nothing was changed")
    }
}
