import CSV
import Glibc
import LicenseVerifier
import RegistryCommandSupport
import Terminal

/// A row of a batch as the input has it.
struct BatchLine: Sendable {
    /// Counted from 1; the header of a CSV file and rows without content do not count.
    let row: Int
    /// The row as a spreadsheet numbers it; the line in JSON Lines.
    let sourceRow: Int
    /// The record as read; empty where licenses are only counted.
    let record: [UInt8]
    /// The position in the status lists that was drawn for it, if it is to have one.
    var statusIndex: StatusIndex?
}

/// The forms that a batch may have.
enum BatchForm: Sendable {
    /// Separated values with a header (RFC 4180, with the separators of spreadsheets).
    case csv(TableHeader)
    /// One JSON object on each line.
    case jsonLines
    /// Licenses that do not differ.
    case count

    /// Reads what one line says.
    func fields(
        of line: BatchLine, _ reading: BatchReading = BatchReading()
    ) throws(TableFault) -> BatchFields {
        var fields = BatchFields()
        fields.names = reading.names
        fields.zone = reading.zone
        fields.ignoresUnknown = reading.ignoresUnknown
        switch self {
        case .count: break
        case .csv(let header):
            for cell in try header.cells(of: line.record) {
                try fields.set(cell.column, cell.text)
            }
        case .jsonLines: try JSONRow.read(line.record, into: &fields)
        }
        return fields
    }
}

/// How the values of a batch are to be understood.
struct BatchReading: Sendable {
    /// The columns that there may be, but for conditions, each of which may have one.
    var names = BatchFields.Name.ofNewLicenses
    /// Where a date begins and ends.
    var zone = DayZone.utc
    /// Whether columns that are not known are passed over.
    var ignoresUnknown = false
}

/// The input of a batch, read once from front to back.
struct BatchInput {
    let form: BatchForm
    /// The size of the input, for showing progress: bytes, or rows where they are only counted.
    let size: Int
    /// How many rows had no content.
    private(set) var emptyCount = 0

    private var reader: RecordReader?
    private var row = 0
    private let count: Int
    private let descriptor: Int32?

    /// A number of licenses that do not differ.
    init(count: Int) {
        form = .count
        size = count
        self.count = count
        reader = nil
        descriptor = nil
    }

    /// A file: CSV, or JSON Lines where its first character is a brace.
    init(_ file: InputFile, _ reading: BatchReading) throws {
        let descriptor = try file.open()
        var head = [UInt8](repeating: 0, count: 8)
        var length = pread(descriptor, &head, head.count, 0)
        while length < 0, errno == EINTR { length = pread(descriptor, &head, head.count, 0) }
        head = Array(head.prefix(max(0, length)))
        if let what = TextEncoding.foreign(head) {
            throw CommandFailure(
                .malformed, "\(file.name): \(TableFault.foreign(what))",
                nextStep: "save the table as \"CSV UTF-8\", or write one JSON object on each line")
        }
        let (encoding, markLength) = TextEncoding.detected(head)
        lseek(descriptor, off_t(markLength), SEEK_SET)
        let isJSON = head.dropFirst(markLength).first { $0 != 0 } == UInt8(ascii: "{")
        var reader = RecordReader(
            descriptor, name: file.name, hasQuotes: !isJSON, encoding: encoding)
        if isJSON {
            form = .jsonLines
        } else {
            form = .csv(try Self.header(&reader, of: file, reading))
        }
        var status = stat()
        size = fstat(descriptor, &status) == 0 ? Int(status.st_size) : 0
        self.reader = reader
        self.descriptor = descriptor
        count = 0
    }

    /// How far the input is read, in the unit of `size`.
    var position: Int { reader?.consumedBytes ?? row }

    /// The next lines, at most `limit`; none at the end.
    mutating func next(_ limit: Int) throws -> [BatchLine] {
        var lines: [BatchLine] = []
        lines.reserveCapacity(limit)
        while lines.count < limit, let record = try nextRecord() {
            row += 1
            lines.append(BatchLine(row: row, sourceRow: sourceRow, record: record))
        }
        return lines
    }

    /// Where the record that was read last stands.
    private var sourceRow: Int {
        let record = reader?.recordCount ?? row
        guard case .csv(let header) = form else { return record }
        return header.rowNumber(ofRecord: record)
    }

    func close() {
        if let descriptor { Glibc.close(descriptor) }
    }

    private mutating func nextRecord() throws -> [UInt8]? {
        if case .count = form { return row < count ? [] : nil }
        while let record = try reader?.next() {
            guard case .csv(let header) = form, header.isEmpty(record) else {
                return record
            }
            // A spreadsheet keeps the rows whose content was deleted.
            emptyCount += 1
        }
        return nil
    }

    /// Reads the line of column names, behind one that names the separator if there is such.
    private static func header(
        _ reader: inout RecordReader, of file: InputFile, _ reading: BatchReading
    ) throws -> TableHeader {
        var names = try reader.next()
        let separator = names.flatMap { TableHeader.separator(namedBy: $0) }
        if separator != nil { names = try reader.next() }
        guard let names else {
            throw CommandFailure(
                .malformed, "\(file.name) is empty",
                nextStep: "begin with a line of column names, such as customer,lifetime")
        }
        do throws(TableFault) {
            return try TableHeader(
                names, separator: separator, ignoringUnknown: reading.ignoresUnknown
            ) { BatchFields.column(named: $0, of: reading.names) }
        } catch {
            throw CommandFailure(
                .malformed, "the header of \(file.name): \(error)",
                nextStep: nextStep(after: error, reading.names))
        }
    }

    private static func nextStep(
        after fault: TableFault, _ names: Set<BatchFields.Name>
    ) -> String {
        guard !fault.isEncoding else { return fault.nextStep }
        if case .unknownColumns(let unknown) = fault, !names.contains(.license),
            unknown.contains(where: { TableHeader.plain($0) == BatchFields.Name.license.rawValue })
        {
            return "to give licenses that are there a later end, use `latchkey renew --csv`; this "
                + "makes new ones"
        }
        return "use the columns \(names.map(\.rawValue).sorted().joined(separator: ", ")), "
            + "condition.NAME; --ignore-columns passes over all others"
    }
}
