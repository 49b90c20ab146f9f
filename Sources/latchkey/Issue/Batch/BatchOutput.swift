import ArgumentParser
import COSE
import Foundation
import Glibc
import LicenseIssuer
import LicenseRegistry
import LicenseVerifier
import Terminal

/// The forms in which a batch of keys is written.
enum BatchFormat: String, ExpressibleByArgument, CaseIterable {
    /// One key on each line.
    case text
    /// Comma-separated values with a header.
    case csv
    /// One JSON object on each line.
    case jsonl
    /// A directory with one license file for each license.
    case lic
}

/// One license of a batch, as it is written.
struct BatchResult {
    let row: Int
    /// What the input calls the customer.
    let customer: String?
    /// The address that the input gives the customer.
    let email: String?
    let claims: LicenseClaims
    let message: SignedMessage
    let text: String
}

/// Where the keys of a batch go: whole, or not at all.
struct BatchOutput {
    private let format: BatchFormat
    private let path: String?
    private let file: OutputFile?
    private let heading: String

    init(_ format: BatchFormat, to path: String?, heading: String, hasMark: Bool) throws {
        self.format = format
        self.path = path
        self.heading = heading
        if format == .lic {
            guard let path, path != "-" else {
                throw ValidationError("--format lic needs a directory: name it with --output")
            }
            guard mkdir(path, 0o700) == 0 || errno == EEXIST else {
                throw CommandFailure(
                    .cannotCreate, "\(path) cannot be made: \(String(cString: strerror(errno)))",
                    nextStep: "make the directory above it, or name another directory")
            }
            file = nil
        } else if let path, path != "-" {
            file = try OutputFile(path, for: .owner)
        } else {
            file = nil
        }
        if format == .csv {
            try put(
                (hasMark ? "\u{feff}" : "") + "row,license,customer,expires_at,status_index,key\n")
        }
    }

    /// Writes licenses in their order.
    func write(_ results: [BatchResult]) throws {
        switch format {
        case .text: try put(results.map { $0.text + "\n" }.joined())
        case .csv: try put(results.map(Self.csvLine).joined())
        case .jsonl: try put(results.map { try JSONText.line(BatchLineReport($0)) + "\n" }.joined())
        case .lic: try writeFiles(results)
        }
    }

    /// Gives the file its name.
    func complete() throws {
        try file?.complete()
    }

    private func put(_ text: String) throws {
        if let file { try file.write(text) } else { Console.write(text) }
    }

    private func writeFiles(_ results: [BatchResult]) throws {
        for result in results {
            try OutputFile.write(
                LicenseFile([result.message]).text(heading: heading),
                to: "\(path ?? ".")/\(result.claims.license).lic", for: .owner)
        }
    }

    private static func csvLine(_ result: BatchResult) -> String {
        let fields = [
            String(result.row), result.claims.license.description,
            CSVField.text(result.customer ?? ""),
            result.claims.expiresAt?.description ?? "",
            result.claims.statusIndex.map { String($0.value) } ?? "", result.text,
        ]
        return fields.joined(separator: ",") + "\n"
    }
}

/// A line of a batch in JSON Lines.
struct BatchLineReport: Encodable {
    let row: Int
    let license: String
    let customer: String?
    let expiresAt: String?
    let statusIndex: UInt32?
    let key: String

    init(_ result: BatchResult) {
        row = result.row
        license = result.claims.license.description
        customer = result.customer
        expiresAt = result.claims.expiresAt?.description
        statusIndex = result.claims.statusIndex?.value
        key = result.text
    }
}
