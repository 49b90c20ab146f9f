import Glibc

/// The terminal's two streams: results on standard output, talk on standard error.
enum Console {
    /// Writes a result and a line feed.
    static func say(_ text: String) {
        write(text + "\n", to: STDOUT_FILENO)
    }

    /// Writes bytes of a result as they are.
    static func write(_ text: String) {
        write(text, to: STDOUT_FILENO)
    }

    /// Writes bytes of a result as they are.
    static func write(_ bytes: [UInt8]) {
        write(bytes, to: STDOUT_FILENO)
    }

    /// Talks to the person as it is, for lines that are drawn over.
    static func talk(_ text: String) {
        write(text, to: STDERR_FILENO)
    }

    /// Talks to the person, beside the result.
    static func remark(_ text: String) {
        write("latchkey: \(text)\n", to: STDERR_FILENO)
    }

    /// Says what went wrong and what to do next.
    static func complain(_ text: String, hint: String) {
        let style = Style(for: STDERR_FILENO)
        write(
            "latchkey: \(style.bad("error:")) \(text)\n\(style.strong("hint:")) \(hint)\n",
            to: STDERR_FILENO)
    }

    static func isTerminal(_ descriptor: Int32) -> Bool {
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
