import Glibc

/// The terminal's two streams: results on standard output, messages on standard error.
package enum Console {
    /// The name under which the program was called, which begins each line on standard error.
    package static let program =
        CommandLine.arguments.first?.split(separator: "/").last.map(String.init) ?? "latchkey"

    /// Writes a result and a line feed.
    package static func say(_ text: String) {
        write(text + "\n", to: STDOUT_FILENO)
    }

    /// Writes bytes of a result as they are.
    package static func write(_ text: String) {
        write(text, to: STDOUT_FILENO)
    }

    /// Writes bytes of a result as they are.
    package static func write(_ bytes: [UInt8]) {
        write(bytes, to: STDOUT_FILENO)
    }

    /// Writes on standard error as it is, for lines that are drawn over.
    package static func writeError(_ text: String) {
        write(text, to: STDERR_FILENO)
    }

    /// Tells the person something, beside the result.
    package static func remark(_ text: String) {
        write("\(program): \(text.spelledOutByLine)\n", to: STDERR_FILENO)
    }

    /// Says everything that went wrong, what to do next, and the code to look it up by.
    static func complain(_ texts: [String], hint: String, code: String) {
        let style = Style(for: STDERR_FILENO)
        let errors = texts.map {
            "\(program): \(style.bad("error:")) \($0.spelledOutByLine)"
        }
        let lines =
            errors + [
                "\(style.strong("hint:")) \(hint.spelledOutByLine)",
                "\(style.strong("code:")) \(code)",
            ]
        write(lines.joined(separator: "\n") + "\n", to: STDERR_FILENO)
    }

    /// Whether a person may be looking at a stream.
    package static func isTerminal(_ descriptor: Int32) -> Bool {
        isatty(descriptor) == 1
    }

    /// A reader that went away (`latchkey … | head`) ends the program quietly, as it does `cat`;
    /// any other failure must not pass for a written result.
    private static func write(_ text: String, to descriptor: Int32) {
        write(Array(text.utf8), to: descriptor)
    }

    private static func write(_ bytes: [UInt8], to descriptor: Int32) {
        var written = 0
        while written < bytes.count {
            let count = bytes[written...].withUnsafeBytes {
                Glibc.write(descriptor, $0.baseAddress, $0.count)
            }
            if count > 0 {
                written += count
            } else if errno != EINTR {
                exit(ExitStatus.inputOutput.rawValue)
            }
        }
    }
}
