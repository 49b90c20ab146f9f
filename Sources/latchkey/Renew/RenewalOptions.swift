import ArgumentParser
import RegistryCommandSupport

/// Which licenses get which terms, and where their keys go.
struct RenewalOptions: ParsableArguments {
    @Argument(
        help: ArgumentHelp(
            "The license's id, its key, or a file with it.", valueName: "license"),
        completion: .file())
    var license: String?

    @OptionGroup(title: "Terms") var terms: TermsOptions

    @Flag(help: "End the keys before with the next status list, even if they allow no more.")
    var endFormerKeys = false

    @Option(
        help: ArgumentHelp(
            "Change the license of each row of this CSV or JSON Lines file.", valueName: "file"),
        completion: .file())
    var csv: String?

    @Option(
        help: ArgumentHelp(
            "The name under which the file is done once (default: the file's name).",
            valueName: "name"))
    var batchName: NameArgument?

    @Flag(help: "Pass over columns that are not known.")
    var ignoreColumns = false

    @Flag(help: "Say what would change, and change nothing.")
    var dryRun = false

    @OptionGroup var keys: KeyOutputOptions

    @OptionGroup var signing: SigningKeyOptions

    @Flag(help: "Print the result as JSON.")
    var json = false

    func validate() throws {
        guard (license == nil) != (csv == nil) else {
            throw ValidationError("name one license, or a file of them with --csv")
        }
        guard !json || keys.output == nil else {
            throw ValidationError("--json and --output exclude each other")
        }
        guard !json || csv == nil || dryRun else {
            throw ValidationError("a file of licenses takes --format jsonl instead of --json")
        }
        guard batchName == nil || csv != nil else {
            throw ValidationError("--batch-name is for --csv")
        }
    }
}
