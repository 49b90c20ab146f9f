import COSE
import COSESigning

/// The key of a machine, for commands that do not open its ledger.
enum MachineKey {
    static func read(in directory: String) throws -> VerificationKey {
        let path = directory + "/device.key"
        return try KeyFile.read(path) { () throws(KeyFileError) in
            throw .unsupportedEncryption(path: path)
        }.verificationKey
    }
}
