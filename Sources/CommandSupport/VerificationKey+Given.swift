package import COSE
import Terminal

extension VerificationKey {
    /// Reads a public key from a file, or from the text itself.
    package init(given: String) throws {
        let file = InputFile(path: given)
        let text =
            file.exists ? String(decoding: try file.bytes(limit: 65_536), as: UTF8.self) : given
        do throws(VerificationKeyError) {
            try self.init(parsing: text)
        } catch .unrecognized where !file.exists && text.utf8.count < 43 {
            throw CommandFailure(
                .noInput, "there is no file \(quoted(given)), and it is not a public key",
                nextStep: "check the name, or give the key as 64 hexadecimal digits")
        } catch {
            throw error
        }
    }
}
