import Foundation
import Glibc

/// A result that is text for people and JSON for programs.
package protocol Report: Encodable {
    /// The text, without a final line feed.
    func text(_ style: Style) -> String
}

extension Report {
    /// Writes the result on standard output, as one of the two.
    package func say(json: Bool) throws {
        Console.say(json ? try JSONText.of(self) : text(Style(for: STDOUT_FILENO)))
    }
}

/// JSON as these programs write it: indented, fields in snake case and alphabetical order.
package enum JSONText {
    /// Over several lines.
    package static func of(_ value: some Encodable) throws -> String {
        String(decoding: try encoder(.prettyPrinted).encode(value), as: UTF8.self)
    }

    /// On one line, for JSON Lines.
    package static func line(_ value: some Encodable) throws -> String {
        String(decoding: try encoder([]).encode(value), as: UTF8.self)
    }

    private static func encoder(_ formatting: JSONEncoder.OutputFormatting) -> JSONEncoder {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [formatting, .sortedKeys, .withoutEscapingSlashes]
        encoder.keyEncodingStrategy = .convertToSnakeCase
        return encoder
    }
}
