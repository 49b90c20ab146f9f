import ArgumentParser

/// Where minted keys go, and in which form.
struct KeyOutputOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "text, csv, jsonl or lic (license files).", valueName: "format"))
    var format: BatchFormat = .text

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp(
            "Write to this file, or for a batch of license files to this directory.",
            valueName: "path"),
        completion: .file())
    var output: String?
}
