package import COSE
package import COSESigning
package import CommandSupport
import Glibc
package import LicenseIssuer

/// The private keys of a home directory: how a program opens them, and makes new ones.
package struct HomeKeys {
    /// Where passphrases come from.
    package enum Passphrases {
        /// A service's settings; with nil its keys are not encrypted.
        case file(String?)
        /// A person's options, who may want new keys without one.
        case person(PassphraseOptions, encrypts: Bool)
    }

    package let layout: HomeLayout
    private let passphrases: Passphrases

    package init(_ layout: HomeLayout, _ passphrases: Passphrases) {
        self.layout = layout
        self.passphrases = passphrases
    }

    /// Whether the private half of a key is here, or in a device that is named here.
    package func has(_ name: KeyName) -> Bool {
        access(layout.privateKeyPath(name), F_OK) == 0 || isInDevice(name)
    }

    /// Whether the key does not leave its device.
    package func isInDevice(_ name: KeyName) -> Bool {
        access(layout.referencePath(name), F_OK) == 0
    }

    /// Opens a key.
    package func open(_ name: KeyName) throws(KeyFileError) -> SigningKey {
        try layout.privateKey(name) { () throws(KeyFileError) in
            switch passphrases {
            case .file(let path):
                guard let path else { throw .noTerminal(errno: ENOTTY) }
                return try .read(file: path)
            case .person(let options, _): return try options.passphrase(for: "\(name)")
            }
        }
    }

    /// Makes a key, which is in no registry yet.
    package func make(_ name: KeyName) throws -> VerificationKey {
        switch passphrases {
        case .file(let path): return try layout.makeKey(name, passphraseFile: path)
        case .person(_, encrypts: false): return try layout.makeKey(name, passphraseFile: nil)
        case .person(let options, encrypts: true):
            let passphrase = try options.newPassphrase(for: "\(name)")
            return try layout.makeKey(name, passphrase: passphrase)
        }
    }
}
