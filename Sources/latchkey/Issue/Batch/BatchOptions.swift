import ArgumentParser

/// What a batch is made from.
struct BatchOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Mint one key for each row of this CSV or JSON Lines file.",
            valueName: "file"),
        completion: .file())
    var batch: String?

    @Option(help: ArgumentHelp("Mint this many keys with the same terms.", valueName: "number"))
    var count: Int?

    @Option(
        help: ArgumentHelp(
            "The batch's name, under which it continues after an interruption (default: the file's "
                + "name).", valueName: "name"))
    var batchName: NameArgument?

    @Flag(help: "Pass over the columns of the file that are not a batch's.")
    var ignoreColumns = false

    @Flag(help: "Show how the first rows are understood, read all of them, and mint nothing.")
    var dryRun = false

    @Flag(
        help: "Begin a CSV output with a byte-order mark, by which Excel knows that it is UTF-8.")
    var bom = false

    @Option(
        help: ArgumentHelp(
            "Verify one of this many keys before they are written, and the first and last of each block.",
            valueName: "number"))
    var verifyEvery = 64

    var isBatch: Bool { batch != nil || count != nil }

    func validate() throws {
        guard (count ?? 1) >= 1, (count ?? 1) <= 100_000_000 else {
            throw ValidationError("--count is a number from 1 to 100000000")
        }
        guard verifyEvery >= 1 else {
            throw ValidationError("--verify-every is 1 or more")
        }
        guard batch != nil || !(ignoreColumns || dryRun) else {
            throw ValidationError("--ignore-columns and --dry-run need --batch")
        }
        guard count == nil || batchName != nil else {
            throw ValidationError(
                "--count needs --batch-name, under which it continues after an interruption")
        }
    }
}
