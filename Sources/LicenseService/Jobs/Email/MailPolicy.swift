public import LicenseRegistry

/// How emails to customers are sent.
public struct MailPolicy: Sendable {
    /// A program that takes a message on its standard input, as `sendmail` does.
    public var program: String
    /// Its arguments.
    public var arguments: [String]
    /// The sender.
    public var from: MailAddress
    /// How long it may take for one message.
    public var timeout: Duration
    /// How long to wait after each attempt that failed; after the last an email is given up.
    public var delays: [Duration]

    /// Sendmail's usual arguments, a minute for each message, and two days of attempts.
    public init(program: String, from: MailAddress) {
        self.program = program
        self.from = from
        arguments = ["-t", "-i"]
        timeout = .seconds(60)
        delays = [60, 300, 1800, 7200, 21_600, 43_200, 86_400].map { .seconds($0) }
    }
}
