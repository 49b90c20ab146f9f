package import COSE
import LicenseVerifier
import Terminal

extension VerificationKey {
    /// Reads a public key from a file, or from the text itself.
    package init(given: String) throws {
        let file = InputFile(path: given)
        let bytes = file.exists ? try file.bytes(limit: 65_536) : nil
        let text = bytes.map(ReceivedText.decoded) ?? given
        do throws(VerificationKeyError) {
            try self.init(parsing: text)
        } catch .unrecognized where !file.exists && text.utf8.count < 43 {
            throw CommandFailure(
                .noInput, "there is no file \(quoted(given)), and it is not a public key",
                nextStep: "check the name, or give the key as 64 hexadecimal digits")
        } catch {
            let foreign = bytes.flatMap {
                ForeignInput.refusal(
                    of: $0, wanted: "a public key",
                    nextStep: "get the public key from the vendor again")
            }
            if error == .unrecognized, let foreign { throw foreign }
            throw error
        }
    }
}
