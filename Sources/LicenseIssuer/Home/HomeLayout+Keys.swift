public import COSESigning
import Foundation
import Glibc

extension HomeLayout {
    /// Opens a private key, from its file or from the device that its reference names.
    public func privateKey(
        _ name: KeyName, passphrase: () throws(KeyFileError) -> Passphrase
    ) throws(KeyFileError) -> SigningKey {
        try OwnedDirectory.check(keysPath)
        // No reference is the usual case; one that cannot be read says so with the key's file.
        guard let text = try? String(contentsOfFile: referencePath(name), encoding: .utf8) else {
            return try KeyFile.read(privateKeyPath(name), passphrase: passphrase)
        }
        let uri = text.split(separator: "\n").first.map(String.init) ?? ""
        return try KeyFile.load(uri: uri, passphrase: passphrase)
    }

    /// Throws where others may write in the directories of the registry and of the keys.
    public func checkDirectories() throws(KeyFileError) {
        try OwnedDirectory.check(path)
        // Who only has the registry has no keys here.
        do throws(KeyFileError) {
            try OwnedDirectory.check(keysPath)
        } catch .cannotOpen(_, ENOENT) {}
    }
}
