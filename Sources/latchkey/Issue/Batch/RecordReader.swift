import CSV
import Glibc
import Terminal

/// The records of an open file, of which no more than one block is held.
struct RecordReader {
    private let descriptor: Int32
    private let name: String
    private var splitter: RecordSplitter

    /// Bytes that records were made of so far.
    var consumedBytes: Int { splitter.consumedBytes }
    /// The records so far, blank ones among them: a spreadsheet's row number.
    var recordCount: Int { splitter.recordCount }

    init(_ descriptor: Int32, name: String, hasQuotes: Bool, encoding: TextEncoding) {
        self.descriptor = descriptor
        self.name = name
        splitter = RecordSplitter(hasQuotes: hasQuotes, encoding: encoding)
    }

    /// The next record in UTF-8 without its line end, blank ones left out; nil at the end.
    mutating func next() throws -> [UInt8]? {
        while true {
            do throws(TableFault) {
                if let record = try splitter.next() { return record }
            } catch {
                throw CommandFailure(error, of: name)
            }
            if splitter.isAtEnd { return nil }
            try fill()
        }
    }

    private mutating func fill() throws {
        var block = [UInt8](repeating: 0, count: 1 << 18)
        while true {
            let count = block.withUnsafeMutableBytes {
                read(descriptor, $0.baseAddress, $0.count)
            }
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else {
                throw CommandFailure(
                    .inputOutput, "\(name) cannot be read: \(String(cString: strerror(errno)))",
                    nextStep:
                        "check the disk, and run the command again: it continues where it stopped")
            }
            do throws(TableFault) {
                return try splitter.take(block[..<count])
            } catch {
                throw CommandFailure(error, of: name)
            }
        }
    }
}

extension CommandFailure {
    /// What is wrong with a table as a whole.
    init(_ fault: TableFault, of name: String) {
        self.init(.malformed, "\(name): \(fault)", nextStep: fault.nextStep)
    }
}
