package import ArgumentParser
package import COSESigning
import Glibc

/// Where a passphrase comes from: a file, a descriptor, or a prompt; never the command line itself.
package struct PassphraseOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Read the passphrase from the first line of this file.", valueName: "file"),
        completion: .file())
    package var passphraseFile: String?

    @Option(
        name: .customLong("passphrase-fd"),
        help: ArgumentHelp(
            "Read the passphrase from this open file descriptor.", valueName: "number"))
    package var passphraseDescriptor: Int32?

    /// Takes any form as it is.
    package init() {}

    package func validate() throws {
        guard passphraseFile == nil || passphraseDescriptor == nil else {
            throw ValidationError("--passphrase-file and --passphrase-fd exclude each other")
        }
    }

    /// The passphrase of a key that exists.
    package func passphrase(for name: String) throws(KeyFileError) -> Passphrase {
        if let given = try givenPassphrase() { return given }
        return try .prompt("Passphrase of \(name)", confirming: false)
    }

    /// The passphrase of a key that is being made, typed twice.
    package func newPassphrase(for name: String) throws(KeyFileError) -> Passphrase {
        if let given = try givenPassphrase() { return given }
        return try .prompt("New passphrase of \(name)", confirming: true)
    }

    private func givenPassphrase() throws(KeyFileError) -> Passphrase? {
        if let passphraseFile { return try .read(file: passphraseFile) }
        if let passphraseDescriptor { return try .read(descriptor: passphraseDescriptor) }
        return nil
    }
}
