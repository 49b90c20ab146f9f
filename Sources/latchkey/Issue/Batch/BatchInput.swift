import Foundation
import Glibc
import LicenseVerifier
import Terminal

/// A row of a batch as the input has it.
struct BatchLine: Sendable {
    /// Counted from 1; the header of a CSV file does not count.
    let row: Int
    /// The record as read; empty where licenses are only counted.
    let record: [UInt8]
    /// The position in the status lists that was drawn for it, if it is to have one.
    var statusIndex: StatusIndex?
}

/// The forms that a batch may have.
enum BatchForm: Sendable {
    /// Comma-separated values with a header (RFC 4180).
    case csv(columns: [String])
    /// One JSON object on each line.
    case jsonLines
    /// Licenses that do not differ.
    case count

    /// Reads what one line says.
    func fields(of line: BatchLine) throws(BatchFault) -> BatchFields {
        var fields = BatchFields()
        switch self {
        case .count: break
        case .csv(let columns):
            let values = try Self.csvFields(line.record)
            guard values.count == columns.count else {
                throw .fieldCount(values.count, expected: columns.count)
            }
            for (column, value) in zip(columns, values) { try fields.set(column, value) }
        case .jsonLines: try JSONRow.read(line.record, into: &fields)
        }
        return fields
    }

    static func csvFields(_ record: [UInt8]) throws(BatchFault) -> [String] {
        do throws(CSVRecord.Fault) {
            return try CSVRecord.fields(of: record)
        } catch {
            throw .record(error.description)
        }
    }
}

/// The input of a batch, read once from front to back.
struct BatchInput {
    let form: BatchForm
    /// The size of the input, for showing progress: bytes, or rows where they are only counted.
    let size: Int

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
    init(_ file: InputFile) throws {
        let descriptor = try file.open()
        var first: [UInt8] = [0]
        while pread(descriptor, &first, 1, 0) < 0, errno == EINTR {}
        let isJSON = first == [UInt8(ascii: "{")]
        var reader = RecordReader(descriptor, name: file.name, hasQuotes: !isJSON)
        form = isJSON ? .jsonLines : .csv(columns: try Self.columns(&reader, of: file))
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
            lines.append(BatchLine(row: row, record: record))
        }
        return lines
    }

    func close() {
        if let descriptor { Glibc.close(descriptor) }
    }

    private mutating func nextRecord() throws -> [UInt8]? {
        if case .count = form { return row < count ? [] : nil }
        return try reader?.next()
    }

    private static func columns(
        _ reader: inout RecordReader, of file: InputFile
    ) throws -> [String] {
        guard var header = try reader.next() else {
            throw CommandFailure(
                .malformed, "\(file.name) is empty",
                nextStep: "begin with a line of column names, such as customer,lifetime")
        }
        // Spreadsheet programs begin a CSV file with a byte-order mark.
        if header.starts(with: [0xef, 0xbb, 0xbf]) { header.removeFirst(3) }
        do throws(BatchFault) {
            let columns = try BatchForm.csvFields(header)
            var fields = BatchFields()
            for (index, column) in columns.enumerated() {
                guard !columns[..<index].contains(column) else { throw .duplicateColumn(column) }
                let isCondition =
                    ConditionKey(column.dropFirst(BatchFields.conditionPrefix.count)) != nil
                    && column.hasPrefix(BatchFields.conditionPrefix)
                guard isCondition || BatchFields.Name(rawValue: column) != nil else {
                    throw .unknownColumn(column)
                }
                try fields.set(column, "")
            }
            return columns
        } catch {
            let names = BatchFields.Name.allCases.map(\.rawValue).sorted()
            throw CommandFailure(
                .malformed, "the header of \(file.name): \(error)",
                nextStep: "use the columns \(names.joined(separator: ", ")), condition.NAME")
        }
    }
}
