import CBOR
import COSE
import COSESigning
import Glibc
import LicenseLedger
import LicenseSync
import LicenseSyncClient
import LicenseVerifier

extension SampledEnum {
    static let ledgerErrors = SampledEnum(
        "A ledger that cannot do what was asked",
        "`LedgerError`. What it passes on from a license, list, bundle, message or key file is in "
            + "that chapter.",
        [
            LedgerError.file(FileFault(.write, Example.path, code: ENOSPC)),
            .file(FileFault(.open, Example.path, code: EROFS)),
            .file(FileFault(.write, Example.path, code: EFBIG)),
            .file(FileFault(.read, Example.path, code: EIO)),
            .key(.openToOthers(path: Example.path)), .missing, .stateDamaged(path: Example.path),
            .stateMissing(path: Example.path), .stateNewer(version: 9),
            .journalDamaged(record: 17, path: Example.path),
            .journalDamaged(record: nil, path: Example.path), .journalMissing,
            .journalBehind(record: 17, expected: 21), .mustBeReopened,
            .pinsDamaged(path: Example.path), .noLicense, .license(.empty),
            .otherLicense(held: Example.license),
            .olderLicense(issuedAt: Example.issued, held: Example.asked), .trust(.bundle),
            .noBundle, .ended, .bundlesNotUsed, .noStatusList, .status(.claims),
            .message(.otherRequest), .tooManyObjects(limit: 64), .notAnObject, .otherMachine,
            .notActivated, .leaseEnded(at: Example.end),
            .exhausted(left: 2, used: 998, limit: 1000),
            .allowanceExhausted(left: 2, used: 198, allowance: 200), .amount,
            .tooManyMeters(limit: 16),
        ])

    static let syncErrors = SampledEnum(
        "A message between device and vendor that is refused",
        "Each case belongs to a numbered step of Device-Messages (`SyncError`).",
        [
            SyncError.tooLong(count: 9000, limit: 8192), .message(.badSignature),
            .message(.otherKey(Example.key)), .message(.notSigned1), .type(.cwt),
            .unknownKey(Example.key), .deviceKey(.smallOrder),
            .payload(.trailingBytes(offset: 120)), .claims(.unknown(label: 99)),
            .claims(.textLabel), .claims(.missing(.device)), .license(.empty), .outsideWindow,
            .otherOrganization, .roots(.threshold(signed: 1, needed: 2)), .otherRequest,
            .otherActivation, .otherDevice, .otherLicense, .resetExpired(at: Example.end),
            .resetUsed(number: 2), .otherSigner, .signing(.libcrypto),
        ])

    static func clientErrors(_ sources: SourceTree) -> SampledEnum {
        SampledEnum(
            "A round with the vendor's service that does not end well", "`SyncClientError`.",
            statusesFrom: sources,
            [
                ("unreachable", SyncClientError.unreachable(tries: 5)),
                ("untrusted", .untrusted("keys.example.com")),
                ("address", .address("keys.example.com")), ("noAddress", .noAddress),
                ("foreign", .foreign("https://keys.example.com")),
                ("standsStill", .standsStill(code: "registry.behind")),
                ("refused", .refused(status: 503, code: "overloaded")),
                ("refused", .refused(status: 404, code: "license.unknown")), ("answer", .answer),
                ("ledger", .ledger(.missing)),
            ])
    }

    static let keyFileErrors = SampledEnum(
        "A private key or passphrase that cannot be used", "`KeyFileError`.",
        [
            KeyFileError.exists(path: Example.keyPath),
            .cannotOpen(path: Example.keyPath, errno: ENOENT),
            .cannotOpen(path: Example.keyPath, errno: EACCES),
            .cannotRead(path: Example.keyPath, errno: EIO),
            .cannotWrite(path: Example.keyPath, errno: ENOSPC),
            .notRegularFile(path: Example.keyPath), .tooLarge(path: Example.keyPath, limit: 65_536),
            .openToOthers(path: Example.keyPath), .otherOwner(path: Example.keyPath),
            .directoryOpenToOthers(path: Example.path), .directoryOfOther(path: Example.path),
            .noKey(source: Example.keyPath), .severalKeys(source: Example.keyPath),
            .publicKey(path: Example.keyPath), .certificate(path: Example.keyPath),
            .openSSH(path: Example.keyPath), .notEd25519(source: Example.keyPath, type: "RSA"),
            .damaged(path: Example.keyPath), .unsupportedEncryption(path: Example.keyPath),
            .wrongPassphrase(source: Example.keyPath),
            .key(source: Example.keyPath, .faultySignature), .notURI, .fileURI, .secretInURI,
            .noLoader(scheme: "pkcs11"), .passphraseEmpty, .passphraseTooLong(limit: 1024),
            .passphraseNotText, .passphraseUntypable, .passphraseUnreadable(errno: EBADF),
            .passphrasesDiffer,
            .noTerminal(errno: ENXIO), .interrupted(signal: SIGINT),
        ])

    static let publicKeyErrors = SampledEnum(
        "A public key that is refused", "`VerificationKeyError`.", Clauses.publicKeyErrors)

    static let signingKeyErrors = SampledEnum(
        "A signing key that fails", "`SigningKeyError`.",
        [
            SigningKeyError.libcrypto, .seedLength(31), .notEd25519, .publicHalf(.smallOrder),
            .faultySignature, .notExportable,
        ])
}
