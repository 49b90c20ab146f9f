import ArgumentParser
import Foundation

/// A result with two faces of one value: words for people, JSON for programs.
protocol Report: Encodable {
    /// The words, without a final line feed.
    func text(_ style: Style) -> String
}

/// The choice between the two, which every reporting command offers.
struct OutputOptions: ParsableArguments {
    @Flag(help: "Print the result as JSON.")
    var json = false

    func print(_ report: some Report) throws {
        if json {
            Console.say(try JSONText.of(report))
        } else {
            Console.say(report.text(Style(for: STDOUT_FILENO)))
        }
    }
}

/// JSON as this program writes it: indented, fields in snake case and alphabetical order.
enum JSONText {
    static func of(_ value: some Encodable) throws -> String {
        String(decoding: try encoder(.prettyPrinted).encode(value), as: UTF8.self)
    }

    /// On one line, for JSON Lines.
    static func line(_ value: some Encodable) throws -> String {
        String(decoding: try encoder([]).encode(value), as: UTF8.self)
    }

    private static func encoder(_ formatting: JSONEncoder.OutputFormatting) -> JSONEncoder {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [formatting, .sortedKeys, .withoutEscapingSlashes]
        encoder.keyEncodingStrategy = .convertToSnakeCase
        return encoder
    }
}
