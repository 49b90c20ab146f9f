import COSE
import CSV
import LicenseRegistry
import LicenseVerifier
import Terminal

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
            zone: options.terms.zone, ignoresUnknown: options.ignoreColumns)
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
        let name = options.batchName ?? path.split(separator: "/").last.map(String.init) ?? path
        batch = Batch(
            id: .random(), name: "\(start == .now ? "change" : "renew") \(name)",
            inputDigest: hasher.finalize(), issuedAt: now)
    }

    /// The rows, each with the license that it names; no license twice.
    func rows(of registry: Registry) throws -> [(license: LicenseRecord, fields: BatchFields)] {
        var input = try BatchInput(
            InputFile(path: path), ignoringUnknown: reading.ignoresUnknown)
        defer { input.close() }
        var directory = LicenseDirectory(registry)
        var rows: [(license: LicenseRecord, fields: BatchFields)] = []
        var seen: Set<LicenseID> = []
        while let line = try input.next(1).first {
            let fields = try fields(of: line, input.form)
            guard let name = fields.license else {
                throw Self.fault(line.sourceRow, "the column license is empty")
            }
            let license = try Self.license(name, in: &directory, line.sourceRow)
            guard seen.insert(license.claims.license).inserted else {
                throw Self.fault(
                    line.sourceRow, "the license \(license.claims.license) is there twice")
            }
            rows.append((license, fields))
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
            let fields = try form.fields(of: line, reading)
            guard fields.customer == nil || reading.ignoresUnknown else {
                throw .unknownColumns(["customer"])
            }
            guard fields.notBefore == nil else { throw .unknownColumns(["not_before"]) }
            return fields
        } catch {
            throw Self.fault(line.sourceRow, "\(error)")
        }
    }

    private static func license(
        _ name: String, in directory: inout LicenseDirectory, _ row: Int
    ) throws -> LicenseRecord {
        do {
            return try directory.license(name)
        } catch let failure as CommandFailure {
            throw CommandFailure(
                failure.status, code: failure.code,
                "row \(row): " + failure.descriptions.joined(separator: "; "),
                nextStep: failure.nextStep)
        }
    }

    private static func fault(_ row: Int, _ reason: String) -> CommandFailure {
        CommandFailure(
            .malformed, "row \(row) of the file: \(reason)",
            nextStep: "correct the row and run the command again; nothing was changed")
    }
}
