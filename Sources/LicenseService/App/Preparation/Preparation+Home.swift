import COSE
import COSESigning
import Glibc
import LicenseIssuer
import LicenseRegistry
import LicenseVerifier

extension Preparation {
    /// A key that the registry does not know is known to no device either, unless the bundle names it.
    mutating func checkServiceKeys() {
        guard let keys, let registry,
            let known = attempt("home", { try registry.organizations.serviceKeys() })
        else { return }
        let named = trustBundle.flatMap { try? ServedBundle($0) }?.bundle.keys ?? []
        for role in ServiceKeyRole.allCases {
            let key = keys.key(of: role)
            let own = known.filter { $0.role == role.keyRole }.map(\.publicKey)
            let isNamed = named.contains { $0.key == key && $0.role == role.keyRole }
            // The first start of all makes the keys known.
            guard let newest = own.last, !isNamed, !own.contains(key) else { continue }
            let file = role == .answers ? "keys/service.key" : "keys/status.key"
            mistakes.append(
                ConfigurationMistake(
                    "home: \(file) is the key \(key.keyID), which the registry does not know, and so "
                        + "no device either; put the key \(newest.keyID) back, or add this one with "
                        + "`latchkeyd init --new-keys`, and tell devices"))
        }
    }

    mutating func checkHome() -> Bool {
        guard !unread.contains("home") else { return false }
        let configuration = configuration
        let found: Void? = attempt("home") {
            guard access(configuration.home.path, F_OK) == 0 else {
                throw ServiceHomeError.noHome(path: configuration.home.path)
            }
            try configuration.home.checkDirectories()
        }
        return found != nil
    }

    /// How keys are opened; nil where the passphrase cannot be read, which is said once.
    mutating func openingOfKeys() -> ServiceHome? {
        let home = ServiceHome(configuration.home, passphraseFile: configuration.passphraseFile)
        guard let file = configuration.passphraseFile else { return home }
        let isGood: Void? = attempt("keys.passphrase-file") { _ = try Passphrase.read(file: file) }
        return isGood.map { home }
    }

    mutating func openKeys(_ home: ServiceHome) {
        let answers = attempt("home") { try home.open(.service) }
        let lists = attempt("home") { try home.open(.status) }
        var minting: MintingKey?
        if let (name, benefits) = configuration.minting {
            // Without a registry it is not known whose the key is.
            if let registry {
                minting = attempt("keys.minting") {
                    MintingKey(try home.issuer(name, registry.organizations), benefits: benefits)
                }
            } else {
                attempt("keys.minting") { _ = try home.open(name) }
            }
        }
        guard let answers, let lists else { return }
        keys = ServiceKeys(answers: answers, lists: lists, minting: minting)
    }
}
