import Foundation
import Testing

/// A conversation with the command line: commands, and what they must answer.
///
/// A script is lines of text:
///
///     $ latchkey verify key.txt       a command for the shell, in a directory of the script's own
///     > allowed*                      standard output has such a line, after the ones before
///     2> latchkey: error: *           standard error has
///     exit 65                         the status, where it is not 0
///     -- key.txt --                   the rest of the file: files that are there from the start
///
/// A star stands for any text. Everything else is for the reader.
struct Script: CustomTestStringConvertible, Sendable {
    let name: String
    let steps: [Step]
    let files: [(name: String, content: String)]

    var testDescription: String { name }

    struct Step: Sendable {
        let line: Int
        let command: String
        var output: [String] = []
        var talk: [String] = []
        /// Nil where any will do.
        var status: Int32? = 0
    }

    /// All scripts beside this file.
    static let all: [Script] = {
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("Scripts")
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        return names.filter { $0.hasSuffix(".txt") }.sorted().map { name in
            let text =
                (try? String(contentsOf: folder.appendingPathComponent(name), encoding: .utf8))
            return Script(name: name, text: text ?? "")
        }
    }()

    /// The terminal session of the README, where an ellipsis stands for any text.
    ///
    /// What the program says on standard error begins with its name, a hint or a code.
    static func readme(_ text: String) -> Script {
        let session = text.split(separator: "<!-- session -->\n```console\n").last ?? ""
        let lines = session.prefix(upTo: session.range(of: "\n```")?.lowerBound ?? session.endIndex)
            .split(separator: "\n").filter { $0 != "…" }.map { line -> String in
                if line.hasPrefix("$ ") { return String(line) }
                let pattern = line.replacingOccurrences(of: "…", with: "*")
                let isTalk = ["latchkey:", "hint:", "code:"].contains { line.hasPrefix($0) }
                return (isTalk ? "2> " : "> ") + pattern
            }.flatMap { $0.hasPrefix("$ ") ? [$0, "exit any"] : [$0] }
        return Script(
            name: "README.md",
            text: lines.joined(separator: "\n") + "\n-- passphrase --\ncorrect horse battery\n")
    }

    init(name: String, text: String) {
        self.name = name
        var steps: [Step] = []
        var files: [(name: String, content: String)] = []
        for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false)
            .enumerated()
        {
            if line.hasPrefix("-- "), line.hasSuffix(" --") {
                files.append((String(line.dropFirst(3).dropLast(3)), ""))
            } else if !files.isEmpty {
                files[files.count - 1].content += line + "\n"
            } else if line.hasPrefix("$ ") {
                steps.append(Step(line: index + 1, command: String(line.dropFirst(2))))
            } else if line.hasPrefix("> "), !steps.isEmpty {
                steps[steps.count - 1].output.append(String(line.dropFirst(2)))
            } else if line.hasPrefix("2> "), !steps.isEmpty {
                steps[steps.count - 1].talk.append(String(line.dropFirst(3)))
            } else if line == "exit any", !steps.isEmpty {
                steps[steps.count - 1].status = nil
            } else if line.hasPrefix("exit "), let status = Int32(line.dropFirst(5)), !steps.isEmpty
            {
                steps[steps.count - 1].status = status
            }
        }
        self.steps = steps
        self.files = files
    }
}

extension Script {
    /// The patterns that no line of a text matches, in order.
    static func missing(_ patterns: [String], in text: String) -> [String] {
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false)[...]
        return patterns.filter { pattern in
            guard let index = lines.firstIndex(where: { matches($0, pattern) }) else { return true }
            lines = lines[(index + 1)...]
            return false
        }
    }

    private static func matches(_ line: Substring, _ pattern: String) -> Bool {
        let parts = pattern.split(separator: "*", omittingEmptySubsequences: false)
        guard parts.count > 1 else { return line == pattern }
        guard line.hasPrefix(parts[0]) else { return false }
        var rest = line.dropFirst(parts[0].count)
        for part in parts.dropFirst().dropLast() where !part.isEmpty {
            guard let range = rest.range(of: part) else { return false }
            rest = rest[range.upperBound...]
        }
        return rest.hasSuffix(parts[parts.count - 1])
    }
}
