import ArgumentParser
import COSE
import COSESigning
import CSV
import Glibc
import LicenseIssuer
import LicenseRegistry
import LicenseVerifier
import RegistryCommandSupport
import Terminal

/// A batch from its input to its output, through the registry.
///
/// The registry is what counts: a row is minted when its license is there, and the output is
/// written from there. A run that was interrupted leaves a prefix of the rows; the next run writes
/// those out again, and mints the rest.
struct BatchRun {
    let issuer: Issuer
    let registry: Registry
    let benefit: Benefit
    let hasStatus: Bool
    let options: BatchOptions
    let reading: BatchReading
    let format: BatchFormat
    let output: String?
    let issuedAt: Timestamp
    let now: Timestamp

    /// Rows that one core mints at a time.
    private static let chunkRows = 512
    /// Rows that are recorded in one transaction.
    private static let transactionRows = 8192

    func run() async throws {
        // A row that cannot be minted is found before the first is, however late it comes.
        if options.batch != nil {
            _ = try known()
            _ = try check()
        }
        let batch = try begin()
        var input = try openInput()
        defer { input.close() }
        let output = try BatchOutput(
            format, to: output,
            heading: "\(benefit.name)\n\(benefit.activationInstructions)", hasMark: options.bom)
        if case .csv(let header) = input.form, !header.ignored.isEmpty {
            Console.remark("ignored columns: \(header.ignored.joined(separator: ", "))")
        }
        var progress = ProgressBar(total: input.size)
        try rewrite(batch, &input, output, &progress)
        let minted = try await mint(batch, &input, output, &progress)
        try registry.issuance.batches.finish(batch.id, now: now)
        try output.complete()
        progress.finish()
        report(already: batch.recordedRows, minted: minted.count)
        if input.emptyCount > 0 {
            Console.remark("\(input.emptyCount) rows without content were passed over")
        }
        for pair in minted.lookAlikes {
            Console.remark("warning: two customers look alike: \(pair)")
        }
    }

    /// Reads the whole input as it would be minted, and mints nothing; refuses what minting would.
    func preview() throws -> BatchPreview {
        let known = try known()
        if format == .lic, output == nil || output == "-" {
            throw ValidationError("--format lic needs a directory: name it with --output")
        }
        var preview = try check()
        preview.mintedRows = known?.recordedRows ?? 0
        return preview
    }

    /// The batch of this name, if it was begun before; throws where that was of other rows.
    private func known() throws -> Batch? {
        let digest = try digest()
        let known = try registry.issuance.batches.find(
            named: name, organization: issuer.organization)
        guard known.map({ $0.inputDigest == digest }) ?? true else {
            throw RegistryError.batchDiffers(name: name)
        }
        return known
    }

    /// Reads all rows, and says what they ask for.
    private func check() throws -> BatchPreview {
        var input = try openInput()
        defer { input.close() }
        var preview = BatchPreview(input.form, zone: reading.zone)
        var lookAlikes = try LookAlikes(among: registry.customers, of: issuer.organization)
        let reader = reader(of: input)
        while let line = try input.next(1).first {
            let (claims, customer) = try reader.check(
                line, issuedAt: issuedAt, hasStatus: hasStatus)
            lookAlikes.note(customer)
            preview.add(claims, at: line.sourceRow, customer: customer)
        }
        preview.emptyRows = input.emptyCount
        preview.lookAlikes = lookAlikes.pairs
        return preview
    }

    private func reader(of input: BatchInput) -> BatchReader {
        BatchReader(
            form: input.form, reading: reading, template: benefit.terms, benefit: benefit.id,
            organization: issuer.organization)
    }

    private var name: String {
        options.batchName?.text ?? options.batch.map(Self.lastComponent) ?? "batch"
    }

    private func begin() throws -> Batch {
        let batch = try registry.issuance.batches.begin(
            .random(), name: name, organization: issuer.organization,
            inputDigest: digest(),
            issuedAt: issuedAt, now: now)
        if batch.recordedRows > 0 {
            Console.remark(
                "batch \(quoted(name)) continues after row \(batch.recordedRows)")
        }
        return batch
    }

    private func openInput() throws -> BatchInput {
        if let count = options.count { return BatchInput(count: count) }
        return try BatchInput(
            InputFile(path: options.batch ?? "-"), reading)
    }

    /// What makes two runs the same batch: the rows, the terms, the benefit and the key.
    private func digest() throws -> [UInt8] {
        let hasher = SHA256.Hasher()
        hasher.update(try templateBytes())
        hasher.update(issuer.verificationKey.rawRepresentation)
        hasher.update([hasStatus ? 1 : 0])
        // Batches from before dates had zones go on as they began.
        if reading.zone.name != DayZone.utc.name { hasher.update(Array(reading.zone.name.utf8)) }
        if let count = options.count {
            hasher.update(Array("count \(count)".utf8))
        } else {
            let file = InputFile(path: options.batch ?? "-")
            guard !file.isStandardInput else {
                throw CommandFailure(
                    .usage, "a batch is read twice, so it cannot come from standard input",
                    nextStep: "save it as a file, and name that")
            }
            try file.forEachBlock { hasher.update($0) }
        }
        return hasher.finalize()
    }

    /// The template in one encoding: the claims of a license that is never minted, and the two
    /// spans that claims turn into moments.
    private func templateBytes() throws -> [UInt8] {
        let terms = benefit.terms
        guard let license = LicenseID([UInt8](repeating: 1, count: LicenseID.byteCount)),
            let epoch = Timestamp(secondsSinceEpoch: 0)
        else { return [] }
        let claims = try terms.claims(
            license, for: Grant(benefit.id), of: issuer.organization, issuedAt: epoch)
        return try claims.payload() + Array("\(terms.lifetime) \(terms.updates)".utf8)
    }

    /// Writes out what an earlier run has minted.
    private func rewrite(
        _ batch: Batch, _ input: inout BatchInput, _ output: BatchOutput,
        _ progress: inout ProgressBar
    ) throws {
        let reader = reader(of: input)
        var row = 0
        while row < batch.recordedRows {
            let lines = try input.next(min(Self.chunkRows, batch.recordedRows - row))
            let records = try registry.issuance.batches.licenses(
                of: batch.id, after: row, limit: lines.count)
            guard !lines.isEmpty, records.count == lines.count else {
                throw CommandFailure(
                    .internalFault, "this batch in the registry does not match its input",
                    nextStep: "restore the registry from a backup, or begin another batch")
            }
            try output.write(
                zip(lines, records).map { line, record in
                    try result(line, reader, record.claims, record.message)
                })
            row += lines.count
            progress.show(input.position, count: row, of: "keys written again")
        }
    }

    /// Mints the rest of the rows.
    private func mint(
        _ batch: Batch, _ input: inout BatchInput, _ output: BatchOutput,
        _ progress: inout ProgressBar
    ) async throws -> (count: Int, lookAlikes: [String]) {
        var lookAlikes = try LookAlikes(among: registry.customers, of: issuer.organization)
        var mint = BatchMint(issuer, issuedAt: batch.issuedAt, workerCount: Self.coreCount)
        mint.checkInterval = options.verifyEvery
        let reader = reader(of: input)
        var waiting: [BatchResult] = []
        var total = 0
        var indexes = IndexSupply(
            statusLists: registry.statusLists, organization: issuer.organization, now: now)
        try await mint.run(
            next: {
                var lines = try input.next(Self.chunkRows)
                if hasStatus {
                    for position in lines.indices {
                        lines[position].statusIndex = try indexes.next()
                    }
                }
                return lines.isEmpty ? nil : lines
            },
            row: { try reader.row(of: $0).row },
            deliver: { lines, minted in
                for (line, license) in zip(lines, minted) {
                    let result = try result(line, reader, license.claims, license.message)
                    lookAlikes.note(result.customer)
                    waiting.append(result)
                }
                total += lines.count
                if waiting.count >= Self.transactionRows { try flush(&waiting, batch, output) }
                progress.show(
                    input.position, count: batch.recordedRows + total, of: "keys")
            })
        try flush(&waiting, batch, output)
        return (total, lookAlikes.pairs)
    }

    /// First the registry, then the output: what is written out has been recorded.
    private func flush(
        _ waiting: inout [BatchResult], _ batch: Batch, _ output: BatchOutput
    ) throws {
        guard !waiting.isEmpty else { return }
        try registry.issuance.record(
            waiting.map { result in
                LicenseRecord(
                    claims: result.claims, message: result.message, customer: result.customer,
                    customerEmail: result.email, batchRow: result.row)
            }, batch: batch.id, now: now)
        try output.write(waiting)
        waiting.removeAll(keepingCapacity: true)
    }

    private func result(
        _ line: BatchLine, _ reader: BatchReader, _ claims: LicenseClaims,
        _ message: SignedMessage
    ) throws -> BatchResult {
        let read = try reader.row(of: line)
        return BatchResult(
            row: line.row, customer: read.customer, email: read.email, claims: claims,
            message: message,
            text: LicenseKey.text(prefix: claims.prefix, message: message))
    }

    private func report(already: Int, minted: Int) {
        let suffix = output.map { " in \($0)" } ?? ""
        if already > 0 {
            Console.remark("\(minted) keys minted and \(already) written again\(suffix)")
        } else {
            Console.remark("\(minted) keys minted\(suffix)")
        }
    }

    private static func lastComponent(_ path: String) -> String {
        path.split(separator: "/").last.map(String.init) ?? path
    }

    private static var coreCount: Int { max(1, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN)))) }
}

/// Status indexes in reserve; each is given out once, and those left over are never used.
private struct IndexSupply {
    let statusLists: StatusLists
    let organization: OrganizationID
    let now: Timestamp
    private var reserve: [StatusIndex] = []

    init(statusLists: StatusLists, organization: OrganizationID, now: Timestamp) {
        self.statusLists = statusLists
        self.organization = organization
        self.now = now
    }

    mutating func next() throws -> StatusIndex? {
        if reserve.isEmpty {
            reserve = try statusLists.reserveIndexes(
                4096, organization: organization, now: now)
        }
        return reserve.popLast()
    }
}
