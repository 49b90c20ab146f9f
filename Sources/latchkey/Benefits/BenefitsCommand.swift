import ArgumentParser

/// `latchkey benefits`: the kinds of license that are sold.
struct BenefitsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "benefits",
        abstract: "Describe the kinds of license that you sell.",
        subcommands: [
            BenefitsAddCommand.self, BenefitsListCommand.self, BenefitsShowCommand.self,
            BenefitsEditCommand.self,
        ])
}
