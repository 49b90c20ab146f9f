package import ArgumentParser
import Terminal

/// What the customer is told to do with the key.
package struct InstructionsOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "What the customer is told to do with the key.", valueName: "text"))
    package var instructions: String?

    @Option(
        help: ArgumentHelp(
            "Read the instructions from this file; - for standard input.", valueName: "file"),
        completion: .file())
    package var instructionsFile: String?

    package init() {}

    package func validate() throws {
        guard instructions == nil || instructionsFile == nil else {
            throw ValidationError("--instructions and --instructions-file exclude each other")
        }
    }

    func text() throws -> String? {
        guard let instructionsFile else { return instructions }
        let bytes = try InputFile(path: instructionsFile).bytes(limit: 65_536)
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw CommandFailure(
                .malformed, "\(instructionsFile) is not text in UTF-8",
                nextStep: "save it as plain text in UTF-8")
        }
        return text
    }
}
