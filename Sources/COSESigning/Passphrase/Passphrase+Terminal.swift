extension Passphrase {
    /// Asks for a passphrase at the terminal, without showing what is typed.
    ///
    /// The message is followed by a colon; for a new passphrase it is asked twice, and both entries
    /// must be the same. The terminal is this process's own (`/dev/tty`), whatever standard input
    /// and output are connected to.
    public static func prompt(
        _ message: String, confirming: Bool
    ) throws(KeyFileError) -> Passphrase {
        try prompt(message, confirming: confirming, terminal: "/dev/tty")
    }

    static func prompt(
        _ message: String, confirming: Bool, terminal path: String
    ) throws(KeyFileError) -> Passphrase {
        let terminal = try Terminal(path)
        let passphrase = try Passphrase(terminal.readSecret("\(message): "))
        guard confirming else { return passphrase }
        let repetition = try Passphrase(terminal.readSecret("\(message) (again): "))
        guard passphrase.secret.hasSameContent(as: repetition.secret) else {
            throw .passphrasesDiffer
        }
        return passphrase
    }
}
