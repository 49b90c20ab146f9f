import ArgumentParser
import CommandSupport
import LicenseIssuer
import LicenseRegistry
import LicenseService
import LicenseVerifier
import Terminal

/// `latchkeyd rehearse`: a move, before it is made.
struct RehearseCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rehearse",
        abstract: "Say what your apps would be answered differently after a move.",
        subcommands: [RehearsePolarCommand.self, RehearseDodoCommand.self])
}

/// `latchkeyd rehearse polar`.
struct RehearsePolarCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "polar", abstract: "Rehearse a move from Polar.",
        discussion: """
            \(RehearsalOptions.discussion)

            Examples:
              latchkeyd rehearse polar keys.json --requests app.har
            """)

    @OptionGroup var options: RehearsalOptions

    func run() async throws { try await options.run(.polar) }
}

/// `latchkeyd rehearse dodo`.
struct RehearseDodoCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "dodo", abstract: "Rehearse a move from Dodo Payments.",
        discussion: """
            \(RehearsalOptions.discussion)

            Examples:
              latchkeyd rehearse dodo keys.json instances.json --requests app.jsonl
            """)

    @OptionGroup var options: RehearsalOptions

    func run() async throws { try await options.run(.dodo) }
}

/// What both need.
struct RehearsalOptions: ParsableArguments {
    static let discussion = """
        Imports what the shop lists into a registry of its own, plays the requests of your apps \
        against it, and compares the answers with those that the shop gave. No home is needed, \
        nothing is sent, and nothing is kept. Organization and benefits have the shop's ids, as \
        after a move that keeps them; --benefit says which benefits are to have others. One that \
        is named there by its name has an id of its own, as `latchkey benefits add` makes it.

        Requests are a HAR file, as browsers and proxies export it, or a JSON object on each \
        line: {"method": "POST", "url": "https://…/validate", "body": {…}, "status": 200, \
        "answer": {…}}. Tokens in it are not used.

        Exit status: 0 if all answers are the same, but for what always differs; 1 if not; 65 if \
        a list or the requests cannot be read.
        """

    @Argument(
        help: ArgumentHelp(
            "What the shop lists, as for `latchkeyd import`, in the same order.",
            valueName: "file"),
        completion: .file())
    var files: [String]

    @Option(
        help: ArgumentHelp("What apps have asked, and the answers.", valueName: "file"),
        completion: .file())
    var requests: String

    @Option(
        help: ArgumentHelp(
            "The organization or business there whose items are taken, where the lists have several.",
            valueName: "id"))
    var organization: String?

    @Option(
        parsing: .singleValue,
        help: ArgumentHelp(
            "Which benefit each of their ids becomes, theirs=ours, by name or id; a benefit alone is "
                + "for all others.", valueName: "benefit"))
    var benefit: [String] = []

    @OptionGroup var output: OutputOptions

    func run(_ shop: ShopMessage.Shop) async throws {
        let recording = try ListedFile.content(requests)
        let lists = try files.map { try ListedFile.content($0) }
        let now = try Clock.now()
        let scratch = try ScratchDirectory()
        defer { scratch.remove() }
        var rehearsal = try rehearsal(of: shop)
        rehearsal.organization = organization
        let report: Rehearsal.Report
        do {
            report = try await rehearsal.run(
                recording, after: lists, in: scratch.path, now: now)
        } catch let list as UnreadableList {
            throw ListedFile.unreadable(files[list.number - 1], list.fault)
        }
        try output.print(RehearsalReport(report, of: files))
        guard report.imported.faults.isEmpty else {
            try CommandFailure(
                .malformed, code: "import.refused",
                "items of the list were refused: \(report.imported.faults.count)",
                nextStep: "correct them, and rehearse again"
            ).endAfterReport()
        }
        let count = report.differences.filter { !$0.isKnown }.count
        guard count == 0 else {
            try CommandFailure(
                .denied, code: "rehearsal.differs",
                "answers would differ in this many ways: \(count)",
                nextStep: "change what your apps expect of them, or the import, before you move"
            ).endAfterReport()
        }
    }

    private func rehearsal(of shop: ShopMessage.Shop) throws -> Rehearsal {
        var rehearsal = Rehearsal(shop)
        for text in benefit {
            let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
            guard let ours = parts.last, BenefitID(ours) != nil || BenefitName(ours) != nil else {
                throw CommandFailure(
                    .usage, "\(text.prefix(64)) does not name a benefit",
                    nextStep: "write it as for `latchkeyd import`, by the benefit's name or id")
            }
            if parts.count == 2 {
                rehearsal.benefits[parts[0]] = parts[1]
            } else {
                rehearsal.otherBenefit = text
            }
        }
        return rehearsal
    }
}

/// What would be different.
private struct RehearsalReport: Report {
    struct Difference: Encodable {
        let operation: String
        /// Null for the status.
        let member: String?
        let recorded: String
        let here: String
        let known: Bool
        let first: Int
        let count: Int

        var line: String {
            let pointer = member.map { $0.isEmpty ? "the answer" : $0 } ?? "status"
            let requests =
                count == 1 ? "in request \(first)" : "\(count) times, first in request \(first)"
            return "\(operation): \(pointer) \(here) instead of \(recorded) (\(requests))"
        }
    }

    let imported: ImportReport
    let played: Int
    let alreadyDone: Int
    let others: Int
    let differences: [Difference]

    init(_ report: Rehearsal.Report, of files: [String]) {
        imported = ImportReport(report.imported, of: files, isDry: false)
        played = report.played
        alreadyDone = report.alreadyDone
        others = report.others
        differences = report.differences.map { difference in
            Difference(
                operation: difference.operation, member: difference.member,
                recorded: difference.recorded, here: difference.here, known: difference.isKnown,
                first: difference.first, count: difference.count)
        }
    }

    func text(_ style: Style) -> String {
        var lines = [imported.text(style)]
        lines.append(
            "\(played) requests played; not played: \(alreadyDone) whose outcome is in the lists, "
                + "\(others) to other hosts or without an answer")
        let new = differences.filter { !$0.known }
        lines.append(
            new.isEmpty ? "No answer would differ, but for what always does." : "Would differ:")
        lines += new.map { "  \($0.line.spelledOut)" }
        let known = differences.filter(\.known)
        if !known.isEmpty { lines.append("Always differs:") }
        lines += known.map { "  \($0.line.spelledOut)" }
        return lines.joined(separator: "\n")
    }
}
