import ArgumentParser

/// `latchkey keys`: the issuing keys.
struct KeysCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "keys",
        abstract: "Make, list, export, replace and retire issuing keys.",
        subcommands: [
            KeysNewCommand.self, KeysImportCommand.self, KeysListCommand.self,
            KeysShowCommand.self, KeysExportCommand.self, KeysFingerprintCommand.self,
            KeysRetireCommand.self, KeysRotateCommand.self,
        ])
}
