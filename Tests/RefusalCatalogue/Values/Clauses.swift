import CBOR
import COSE
import LicenseSync
import LicenseVerifier

/// The clauses that other sentences end with, such as "the key is damaged: …".
enum Clauses {
    static let coseErrors: [COSEError] = [
        .notSigned1, .envelope(.truncated(offset: 4, missing: 20)), .elementType(offset: 2),
        .unprotectedNotEmpty, .signatureLength(63), .payloadTooLong(count: 1500, limit: 1400),
        .header(.unsortedKey(offset: 9)), .headerLabels, .algorithm(-7), .otherKey(Example.key),
        .badSignature, .noEd25519,
    ]

    static let claimsErrors: [ClaimsError] = [
        .missing(.organization), .outOfRange(.usageLimit), .unknown(label: 99), .textLabel,
        .critical(label: 99),
    ]

    static let publicKeyErrors: [VerificationKeyError] = [
        .unrecognized, .privateKey, .notEd25519, .length(31), .notCanonical, .smallOrder,
        .noEd25519,
    ]

    static let sampled = [
        SampledEnum(
            clauses: [
                CBORError.truncated(offset: 4, missing: 20), .trailingBytes(offset: 120),
                .notShortest(offset: 9), .indefiniteLength(offset: 9),
                .unsupported(offset: 9, initialByte: 0xf6),
                .reserved(offset: 9, initialByte: 0x1c),
                .integerOutOfRange(offset: 9), .invalidUTF8(offset: 9), .keyType(offset: 9),
                .duplicateKey(offset: 9), .unsortedKey(offset: 9), .tooDeep(offset: 9, limit: 4),
                .tooMany(offset: 9, limit: 64),
            ] as [CBORError]),
        SampledEnum(clauses: coseErrors), SampledEnum(clauses: claimsErrors),
        SampledEnum(
            clauses: [
                .missing(.device), .outOfRange(.fingerprint), .unknown(label: 99), .textLabel,
            ] as [SyncClaimFault]),
        SampledEnum(clauses: publicKeyErrors),
    ]

    static func chapter(from sources: SourceTree) -> Chapter {
        Chapter(
            "Clauses",
            "What follows a colon in the sentences above, and says where something is damaged.",
            sampled.flatMap(\.chapter.refusals)
                + ["TableFault", "CSVRecord.Fault", "TextTemplate.Fault"].flatMap { name in
                    let declared = sources.declaredEnum(name)
                    return declared.cases.compactMap { item in
                        declared.value(of: "description", for: item.name)?.template
                    }.map { Refusal(sentence: $0) }
                })
    }
}
