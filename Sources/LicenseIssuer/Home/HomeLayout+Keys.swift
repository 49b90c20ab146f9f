package import COSE
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

    /// Makes a key in files that are not there yet; without a passphrase's file it is not encrypted.
    package func makeKey(_ name: KeyName, passphraseFile: String?) throws -> VerificationKey {
        if let passphraseFile {
            let passphrase = try Passphrase.read(file: passphraseFile)
            return try makeKey(name, passphrase: passphrase)
        }
        let key = try SigningKey.generate()
        try KeyFile.writeUnencrypted(key, to: privateKeyPath(name))
        return try writePublicHalf(of: key, name)
    }

    /// Makes a key in files that are not there yet.
    package func makeKey(
        _ name: KeyName, passphrase: borrowing Passphrase
    ) throws -> VerificationKey {
        let key = try SigningKey.generate()
        try KeyFile.write(key, to: privateKeyPath(name), passphrase: passphrase)
        return try writePublicHalf(of: key, name)
    }

    private func writePublicHalf(
        of key: borrowing SigningKey, _ name: KeyName
    ) throws -> VerificationKey {
        try KeyFile.writePublicKey(key.verificationKey, to: publicKeyPath(name))
        return key.verificationKey
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
