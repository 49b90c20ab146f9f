import ArgumentParser
import COSE
import CommandSupport
import Glibc
import LicenseVerifier
import QREncoding
import Terminal

/// `latchkey qr`: a license or another signed object as a picture.
struct QRCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "qr",
        abstract: "Draw a license or another small signed object as a QR code.",
        discussion: """
            What a scanner reads is the carrier form, LK1:…, which every command takes; the \
            address of a portal in front of it stays there, for the cameras of phones.

            Examples:
              latchkey qr customer.lic
              latchkey qr --format png --output key.png ACME_0oRS…
              latchkey approve request.txt --lease 90d | latchkey qr

            An answer with something beside it has a picture for each; they are scanned in their \
            order, or all before `latchkey install`.
            """)

    /// The forms of a picture.
    enum Format: String, ExpressibleByArgument, CaseIterable {
        case terminal, svg, png
    }

    @Argument(
        help: ArgumentHelp(
            "A license key, a text in the carrier form, a file with either or with an object, or -.",
            valueName: "object"), completion: .file())
    var object: String = "-"

    @Option(help: "The form of the picture.")
    var format: Format = .terminal

    @Option(
        name: .shortAndLong, help: ArgumentHelp("Write to this file.", valueName: "file"),
        completion: .file())
    var output: String?

    @OptionGroup var reportOutput: OutputOptions

    func validate() throws {
        guard !reportOutput.json || (output != nil && output != "-") else {
            throw ValidationError("--json needs --output: without it the picture itself is printed")
        }
        guard format != .png || output != nil || !Console.isTerminal(STDOUT_FILENO) else {
            throw ValidationError("a PNG cannot be printed on a terminal: add --output")
        }
    }

    func run() throws {
        let texts = try carrierTexts()
        guard texts.count > 1 else {
            let report = try draw(texts.first ?? "", to: output)
            return try say([report])
        }
        guard format == .terminal || (output != nil && output != "-") else {
            throw CommandFailure(
                .usage, "these are \(texts.count) objects, each with a picture of its own",
                nextStep: "name their files with --output: name-1.\(format.rawValue), and so on")
        }
        try say(
            texts.enumerated().map { index, text in
                try draw(text, to: output.map { Self.name($0, index + 1) })
            })
    }

    private func say(_ reports: [QRReport]) throws {
        guard output != nil, reportOutput.json else {
            for (index, report) in reports.enumerated() {
                let part = reports.count > 1 ? "\(index + 1) of \(reports.count): " : ""
                Console.remark(part + report.sentence)
            }
            return
        }
        if reports.count == 1 { return try reportOutput.print(reports[0]) }
        try reportOutput.print(QRReports(pictures: reports))
    }

    private func draw(_ text: String, to output: String?) throws -> QRReport {
        let symbol: QRSymbol
        do throws(QRError) {
            symbol = try QRSymbol(alphanumeric: text)
        } catch {
            throw CommandFailure(
                .malformed, "the object is too large for a QR code",
                nextStep: "carry it as a file")
        }
        let bytes: [UInt8] =
            switch format {
            case .terminal:
                Array(
                    (symbol.terminalText(isColored: Style(for: STDOUT_FILENO).isColored) + "\n")
                        .utf8)
            case .svg: Array(symbol.svg.utf8)
            case .png: symbol.image().png
            }
        if let output, output != "-" {
            try OutputFile.write(bytes, to: output, for: .owner)
        } else {
            Console.write(bytes)
        }
        return QRReport(symbol, of: text, as: format, in: output ?? "-")
    }

    /// A picture's file among several: its number goes before the extension.
    private static func name(_ output: String, _ number: Int) -> String {
        let start = output.lastIndex(of: "/") ?? output.startIndex
        guard output != "-", let dot = output[start...].lastIndex(of: ".") else {
            return output == "-" ? output : "\(output)-\(number)"
        }
        return "\(output[..<dot])-\(number)\(output[dot...])"
    }

    /// Whatever it is, it is drawn in the carrier form: an answer in parts, what goes along with a
    /// license not at all.
    private func carrierTexts() throws -> [String] {
        let file = InputFile(path: object)
        if file.exists || Carrier.isCarrier(object) || PortalAddress(inFrontOf: object) != nil {
            let given = file.exists ? try file.bytes(limit: 65_536) : Array(object.utf8)
            // As a bundle or a list lies in its file.
            if let message = try? SignedMessage(given, maxPayload: Limits.maxObjectBytes) {
                return [Carrier.encode(message.bytes)]
            }
            let reading = ReceivedText.read(given)
            if reading.objects.count == 1, let only = reading.objects.first {
                let text = Carrier.encode(only.message.bytes)
                if let portal = PortalAddress(inFrontOf: String(decoding: given, as: UTF8.self)) {
                    return [portal.address(of: text)]
                }
                reading.repairs.tell()
                return [text]
            }
            if reading.objects.count > 1, reading.faults.isEmpty,
                !reading.objects.contains(where: { $0.message.header.type == .cwt })
            {
                reading.repairs.tell()
                return reading.objects.map { Carrier.encode($0.message.bytes) }
            }
        }
        return [try Carrier.encode(LicenseInput.key(from: object).message.bytes)]
    }
}

/// A picture that was drawn.
struct QRReport: Report {
    let file: String
    let format: String
    let version: Int
    let modules: Int
    let characters: Int

    init(_ symbol: QRSymbol, of text: String, as format: QRCommand.Format, in file: String) {
        self.file = file
        self.format = format.rawValue
        version = symbol.version
        modules = symbol.side
        characters = text.utf8.count
    }

    /// How large it is.
    var sentence: String { "version \(version), \(modules) modules a side" }

    func text(_ style: Style) -> String { sentence }
}

/// The pictures of an answer in parts.
struct QRReports: Report {
    let pictures: [QRReport]

    func text(_ style: Style) -> String { pictures.map(\.sentence).joined(separator: "\n") }
}
