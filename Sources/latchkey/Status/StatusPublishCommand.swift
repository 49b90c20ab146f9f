import ArgumentParser
import COSE
import Glibc
import LicenseVerifier

/// `latchkey status publish`: a directory for any web server or a stick.
struct StatusPublishCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "publish",
        abstract: "Sign all lists and write them to a directory.",
        discussion: """
            One file for each list, named by its number, replaced in one step. Any web server can \
            serve the directory, and a stick can carry it.

            Examples:
              latchkey status publish /var/www/status --base https://example.com/status
            """)

    @Argument(help: ArgumentHelp("The directory.", valueName: "directory"), completion: .directory)
    var directory: String

    @OptionGroup(title: "Signing") var options: StatusSigningOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        let signer = try StatusSigner.open(options)
        guard mkdir(directory, 0o755) == 0 || errno == EEXIST else {
            throw CommandFailure(
                .cannotCreate, "\(directory) cannot be made: \(String(cString: strerror(errno)))",
                nextStep: "make the directory above it, or name another place")
        }
        var lists: [StatusListReport] = []
        for shard in try signer.shards {
            let list = try signer.list(shard)
            let file = try OutputFile("\(directory)/\(shard)")
            try file.write(list.message.bytes)
            try file.complete()
            lists.append(StatusListReport(list))
        }
        try output.print(StatusListsReport(lists: lists))
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
        name: .shortAndLong, help: ArgumentHelp("The file.", valueName: "file"),
        completion: .file())
    var output: String

    @OptionGroup(title: "Signing") var options: StatusSigningOptions
    @OptionGroup var reportOutput: OutputOptions

    func run() throws {
        let signer = try StatusSigner.open(options)
        guard try signer.shards.contains(shard) else {
            throw CommandFailure(
                .noInput, "no license has a place in list \(shard)",
                nextStep: "issue a license with a status index first")
        }
        let list = try signer.list(shard)
        let file = try OutputFile(output)
        try file.write(list.message.bytes)
        try file.complete()
        try reportOutput.print(StatusListReport(list))
    }
}
