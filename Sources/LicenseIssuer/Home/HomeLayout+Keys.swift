public import COSESigning
import Foundation

extension HomeLayout {
    /// Opens a private key, from its file or from the device that its reference names.
    public func privateKey(
        _ name: KeyName, passphrase: () throws(KeyFileError) -> Passphrase
    ) throws(KeyFileError) -> SigningKey {
        // No reference is the usual case; one that cannot be read says so with the key's file.
        guard let text = try? String(contentsOfFile: referencePath(name), encoding: .utf8) else {
            return try KeyFile.read(privateKeyPath(name), passphrase: passphrase)
        }
        let uri = text.split(separator: "\n").first.map(String.init) ?? ""
        return try KeyFile.load(uri: uri, passphrase: passphrase)
    }
}
