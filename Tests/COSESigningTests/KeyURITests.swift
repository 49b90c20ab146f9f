import COSE
import Foundation
import Testing

@testable import COSESigning

@Suite struct `Key URIs` {
    @Test func `say so when no provider loads their scheme`() {
        #expect(throws: KeyFileError.noLoader(scheme: "latchkey-test")) {
            _ = try KeyFile.load(
                uri: "latchkey-test:object=a", passphrase: Fixture.unaskedPassphrase)
        }
        let error = KeyFileError.noLoader(scheme: "pkcs11")
        #expect(error.description == "OpenSSL has no provider here that loads pkcs11: keys")
        #expect(error.nextStep.contains("openssl.cnf"))
    }

    @Test(
        .enabled(
            if: PrivateKeyStore.provider(for: "pkcs11") == nil, "a pkcs11 provider is installed"))
    func `of a device say so without a provider`() {
        #expect(throws: KeyFileError.noLoader(scheme: "pkcs11")) {
            _ = try KeyFile.load(
                uri: "pkcs11:token=Acme;object=issuing", passphrase: Fixture.unaskedPassphrase)
        }
    }

    @Test(arguments: [
        "", ":", "x:", "acme.key", "keys/acme.key", "pk cs11:a", "a:b", "\0:", "käse:a",
        "pkcs11:" + String(repeating: "x", count: 4096), "pkcs11:a\0b",
    ])
    func `have a scheme and a bound`(text: String) {
        #expect(throws: KeyFileError.notURI) { _ = try KeyURI(text) }
    }

    @Test(arguments: ["file:acme.key", "FILE:///acme.key"])
    func `are not a way around the permissions of files`(text: String) {
        #expect(throws: KeyFileError.fileURI) { _ = try KeyURI(text) }
    }

    @Test func `carry no PIN`() {
        #expect(throws: KeyFileError.secretInURI) {
            _ = try KeyURI("pkcs11:token=Acme?pin-value=1234")
        }
    }

    @Test func `show no query in messages`() throws {
        let uri = try KeyURI("PKCS11:token=Acme?pin-source=/run/pin")
        #expect(uri.scheme == "pkcs11")
        #expect(uri.source == "PKCS11:token=Acme")
    }

    @Test func `never open a file of the same name`() throws {
        let directory = try KeyDirectory()
        try KeyFile.writeUnencrypted(Fixture.key(), to: directory.path("store:acme"))
        let uri = try KeyURI("store:\(directory.path)/store:acme")
        #expect(throws: KeyFileError.noLoader(scheme: "store")) {
            _ = try PrivateKeyStore.load(uri, passphrase: Fixture.unaskedPassphrase)
        }
    }
}
