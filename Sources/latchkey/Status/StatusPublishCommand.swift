import ArgumentParser
import COSE
import CommandSupport
import Glibc
import LicenseIssuer
import LicenseVerifier
import Terminal

/// `latchkey status publish`: a directory for any web server or a stick.
struct StatusPublishCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "publish",
        abstract: "Sign all lists and write them to a directory.",
        discussion: """
            One file for each list, named by its number, replaced in one step. Any web server can \
            serve the directory, and a stick can carry it. Beside each list are the deltas that are \
            less than half its size: what changed since the beginning of yesterday (0.day), since \
            Monday (0.week) and since the first of the month (0.month), in UTC.

            The lists that are there are read first. No list is replaced by one of another \
            organization, of the same or a lower number, or with far fewer licenses that are \
            revoked: a registry that was restored from an old backup looks just like that.

            With --bundle the vendor's trust bundle lies beside them, as the file trust: machines \
            with a network then fetch all they need from there, where `latchkey trust renew \
            --status-base` names the address. It is kept as by `latchkey trust use`.

            Examples:
              latchkey status publish /var/www/status --base https://example.com/status
              latchkey status publish /var/www/status --base https://example.com/status \
                --bundle acme.trust --root acme-root.pub
            """)

    @Argument(help: ArgumentHelp("The directory.", valueName: "directory"), completion: .directory)
    var directory: String

    @OptionGroup(title: "Signing") var options: StatusSigningOptions
    @OptionGroup(title: "Trust") var bundle: PublishedBundleOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        let bundle = try bundle.published()
        let signer = try StatusSigner.open(options)
        guard mkdir(directory, 0o755) == 0 || errno == EEXIST else {
            throw CommandFailure(
                .cannotCreate, "\(directory) cannot be made: \(String(cString: strerror(errno)))",
                nextStep: "make the directory above it, or name another directory")
        }
        try bundle?.check(
            listsSignedBy: signer.keyID, of: signer.organization, at: Clock.now())
        // All are read before the first is replaced.
        let targets = try signer.shards.map { shard in
            let path = "\(directory)/\(shard)"
            return (shard: shard, path: path, try signer.published(at: path, shard: shard))
        }
        var lists: [StatusListReport] = []
        for (shard, path, published) in targets {
            let publication = try signer.publication(shard, replacing: published)
            try OutputFile.write(publication.list.message.bytes, to: path, for: .everyone)
            for period in DeltaPeriod.allCases {
                try publish(publication.deltas[period], as: "\(path).\(period.rawValue)")
            }
            lists.append(StatusListReport(publication))
        }
        if let bundle {
            try OutputFile.write(bundle.octets, to: "\(directory)/trust", for: .everyone)
            try bundle.keep(in: options.signing.homeOptions.directory())
        }
        try output.print(StatusListsReport(lists: lists))
    }

    /// A delta of an earlier list's is of no use to those who have that list.
    private func publish(_ delta: VerifiedStatusDelta?, as path: String) throws {
        if let delta { return try OutputFile.write(delta.message.bytes, to: path, for: .everyone) }
        guard unlink(path) == 0 || errno == ENOENT else {
            throw CommandFailure(
                .inputOutput, "\(path) cannot be removed: \(String(cString: strerror(errno)))",
                nextStep: "remove it: it leads to an older list")
        }
    }
}

/// `latchkey status build`: one list into a file.
struct StatusBuildCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "build",
        abstract: "Sign one list and write it to a file.",
        discussion: """
            Examples:
              latchkey status build --output list-0
            """)

    @Option(help: ArgumentHelp("The number of the list.", valueName: "shard"))
    var shard: UInt32 = 0

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp("The file, or - for standard output.", valueName: "file"),
        completion: .file())
    var output: String

    @OptionGroup(title: "Signing") var options: StatusSigningOptions
    @OptionGroup var reportOutput: OutputOptions

    func validate() throws {
        guard output == "-" else { return }
        guard !reportOutput.json else {
            throw ValidationError("--json needs a file: with - the list itself is printed")
        }
        guard !Console.isTerminal(STDOUT_FILENO) else {
            throw ValidationError(
                "a list cannot be printed on a terminal: name a file with --output")
        }
    }

    func run() throws {
        let signer = try StatusSigner.open(options)
        guard try signer.shards.contains(shard) else {
            throw CommandFailure(
                .noInput, "no license has a status index in list \(shard)",
                nextStep: "issue a license with a status index first")
        }
        guard output != "-" else {
            return Console.write(
                try signer.publication(shard, replacing: nil).list.message.bytes)
        }
        let list = try signer.publication(
            shard, replacing: signer.published(at: output, shard: shard)
        ).list
        try OutputFile.write(list.message.bytes, to: output, for: .everyone)
        try reportOutput.print(StatusListReport(list))
    }
}
