import ArgumentParser
import COSE
import CommandSupport
import LicenseSync
import LicenseVerifier
import Terminal

/// `latchkey pack`: everything for a machine in one license file.
struct PackCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pack",
        abstract: "Put licenses, lists, bundles and answers into one license file.",
        discussion: """
            `latchkey install` takes the file as it takes each of them, and `latchkey verify` the \
            license with its status. What is packed is copied as it is, and trusted no more than \
            before; the same object is packed once.

            Examples:
              latchkey pack acme.trust lists/0 answer.txt customer.lic --output all.lic
              latchkey approve request.txt --lease 90d | latchkey pack customer.lic - > all.lic
            """)

    @Argument(
        help: ArgumentHelp(
            "License keys and files, trust bundles, status lists, staples, answers: files, texts, "
                + "or - for standard input.", valueName: "object"),
        completion: .file())
    var objects: [String]

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp(
            "The license file; without it, or with -, standard output.", valueName: "file"),
        completion: .file())
    var output: String?

    @OptionGroup var reportOutput: OutputOptions

    private var file: String? { output == "-" ? nil : output }

    func validate() throws {
        guard !reportOutput.json || file != nil else {
            throw ValidationError("--json needs --output: without it the file itself is printed")
        }
    }

    func run() throws {
        var packed: [SignedMessage] = []
        for given in objects {
            for message in try ObjectInput.objects(given) where !packed.contains(message) {
                guard message.unverifiedPayload.count <= Limits.maxObjectBytes else {
                    throw CommandFailure(
                        .malformed, "\(quoted(given)) is too large for a license file",
                        nextStep: "carry it as a file of its own")
                }
                packed.append(message)
            }
        }
        let report = PackReport(packed, in: file)
        let text = LicenseFile(packed).text(heading: report.heading)
        // What could not be read back must not leave.
        _ = try LicenseFile(parsing: Array(text.utf8))
        guard let file else { return Console.write(text) }
        try OutputFile.write(text, to: file, for: .owner)
        try reportOutput.print(report)
    }
}

/// What a packed license file holds.
struct PackReport: Report {
    let file: String?
    let objects: [Object]

    struct Object: Encodable {
        let kind: String
        let bytes: Int
    }

    init(_ messages: [SignedMessage], in file: String?) {
        self.file = file
        objects = messages.map {
            Object(kind: $0.header.type.kind, bytes: $0.bytes.count)
        }
    }

    /// The line for people above the block.
    var heading: String {
        "For latchkey install: " + objects.map(\.kind).joined(separator: ", ")
    }

    func text(_ style: Style) -> String {
        var table = Table("OBJECT", "BYTES")
        for object in objects { table.add(object.kind, "\(object.bytes)") }
        return table.text(style)
    }
}

extension MessageType {
    /// What people call an object of this type.
    fileprivate var kind: String {
        switch self {
        case .cwt: "license"
        case .trustBundle: "trust bundle"
        case .affirmation: "list of licenses that stay valid"
        case .statusList: "status list"
        case .statusDelta: "status delta"
        case .statusStaple: "status staple"
        case .receipt: "answer"
        case .activationCertificate: "activation certificate"
        case .clockReset: "clock reset"
        case .activationRequest: "activation request"
        case .usageReport: "usage report"
        default: "object of another kind"
        }
    }
}
