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

    /// Throws where others may write in the directories of the registry, of its mark and of the keys, or
    /// in what lies there.
    public func checkDirectories() throws(KeyFileError) {
        try OwnedDirectory.check(path)
        // Who only has the registry has no keys here, and a new one has no mark yet.
        for directory in [keysPath, markPath] {
            do throws(KeyFileError) {
                try OwnedDirectory.check(directory)
            } catch .cannotOpen(_, ENOENT) {
                continue
            }
            // A directory that cannot be listed is said by whoever reads a file of it.
            let names = (try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []
            for name in names.sorted() { try OwnedDirectory.checkFile("\(directory)/\(name)") }
        }
        try Self.checkRegistry(registryPath)
        try OwnedDirectory.checkFile(bundlePath)
    }

    /// How the names of a registry's file end, and of those that the database has beside it.
    package static let registryFileEnds = ["", "-wal", "-shm", "-journal"]

    /// Throws where others may write in a registry's file, or in one that the database has beside it.
    public static func checkRegistry(_ path: String) throws(KeyFileError) {
        for suffix in registryFileEnds {
            try OwnedDirectory.checkFile(path + suffix)
        }
    }
}
