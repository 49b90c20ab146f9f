import CBOR
import COSE

extension LicenseError: Explained {
    /// The verification step that failed (Token-Format, verification).
    public var step: Int {
        switch self {
        case .empty, .tooLong, .file(.tooLong): 1
        case .noSeparator, .prefix: 2
        case .character, .bodyLength, .unusedBits, .carrier, .file: 3
        case .message(let error): error.step
        case .type: 6
        case .unknownKey: 7
        case .payload: 9
        case .claims: 10
        case .prefixMismatch: 11
        case .issuer: 12
        }
    }

    /// A stable name for programs, another for each case.
    public var code: String {
        switch self {
        case .empty: "key.empty"
        case .tooLong: "key.too-long"
        case .noSeparator: "key.no-separator"
        case .prefix: "key.prefix"
        case .character: "key.character"
        case .bodyLength: "key.length"
        case .unusedBits: "key.unused-bits"
        case .carrier: "key.carrier"
        case .message(let error): error.code
        case .type: "key.type"
        case .unknownKey: "key.unknown-issuer"
        case .payload: "key.payload"
        case .claims(let error): error.code
        case .prefixMismatch: "key.prefix-changed"
        case .issuer(let fault): fault.code
        case .file(let fault): fault.code
        }
    }

    /// One sentence without a full stop.
    public var description: String {
        switch self {
        case .empty: "no license key was given"
        case .tooLong(let count, let limit):
            "the text has \(count) characters; a license key has at most \(limit)"
        case .noSeparator:
            "a license key is a prefix, an underscore and a code; this has no underscore"
        case .prefix:
            "the part before the first underscore is not a prefix of capital letters and digits"
        case .character(let offset):
            "character \(offset + 1) of the key does not belong in a license key"
        case .bodyLength, .unusedBits: "the key is cut off or its last character is wrong"
        case .carrier: "the text after LK1: is damaged"
        case .message(.badSignature):
            "the signature is invalid: the key was altered or is not genuine"
        case .message(.noEd25519): MissingEd25519.description
        case .message(let error): "the key is damaged: \(error)"
        case .type: "this is a signed object of another kind, not a license"
        case .unknownKey(let keyID): "the key was signed by \(keyID), which is not trusted here"
        case .payload(let error): "the signed content is malformed: \(error)"
        case .claims(let error): "the signed claims are invalid: \(error)"
        case .prefixMismatch(let text, let signed):
            "the key says \(text), but it was signed as \(signed)"
        case .issuer(let fault): fault.description
        case .file(let fault): fault.description
        }
    }

    /// What the person can do about it.
    public var nextStep: String {
        switch self {
        case .empty: "paste the whole license key"
        case .tooLong: "paste one license key and nothing else"
        case .noSeparator, .prefix, .character, .bodyLength, .unusedBits, .carrier,
            .message(.notSigned1), .message(.envelope):
            "copy the key again from where you received it, whole and on one line"
        case .unknownKey, .message(.otherKey):
            "check that the key belongs to this product; a newer program may know its issuer"
        case .type: "look for the license key itself, or the .lic file"
        case .message(.noEd25519): MissingEd25519.nextStep
        // Before the signature is checked, damage on the way is the likeliest cause of all.
        case .message, .prefixMismatch:
            "copy the key again; if it is still refused, ask the vendor for a new one"
        case .claims(.unknown), .claims(.critical), .claims(.textLabel):
            "update this program: the key was made for a newer version"
        case .payload, .claims: "ask the vendor for a new key, and quote this message"
        case .issuer(let fault): fault.nextStep
        case .file: "copy the .lic file again from where you received it"
        }
    }
}

extension COSEError {
    fileprivate var step: Int {
        switch self {
        case .notSigned1, .envelope, .elementType, .unprotectedNotEmpty, .signatureLength,
            .payloadTooLong:
            4
        case .header, .headerLabels, .algorithm: 5
        case .otherKey: 7
        case .badSignature, .noEd25519: 8
        }
    }

    fileprivate var code: String {
        switch self {
        case .notSigned1: "key.not-signed"
        case .envelope: "key.envelope"
        case .elementType: "key.element-type"
        case .unprotectedNotEmpty: "key.unprotected-header"
        case .signatureLength: "key.signature-length"
        case .payloadTooLong: "key.payload-too-long"
        case .header: "key.header"
        case .headerLabels: "key.header-labels"
        case .algorithm: "key.algorithm"
        case .otherKey: "key.other-issuer"
        case .badSignature: "key.signature"
        case .noEd25519: MissingEd25519.code
        }
    }
}

extension ClaimsError {
    fileprivate var code: String {
        switch self {
        case .missing: "claims.missing"
        case .outOfRange: "claims.out-of-range"
        case .unknown: "claims.unknown"
        case .textLabel: "claims.text-label"
        case .critical: "claims.critical"
        }
    }
}

extension LicenseFileFault {
    fileprivate var code: String {
        switch self {
        case .noBegin: "file.no-begin"
        case .noEnd: "file.no-end"
        case .secondBlock: "file.second-block"
        case .line: "file.line"
        case .tooLong: "file.too-long"
        case .noObjects: "file.no-license"
        }
    }
}

extension LicenseFileFault: CustomStringConvertible {
    /// One sentence without a full stop.
    public var description: String {
        switch self {
        case .noBegin: "the file has no line that begins a license"
        case .noEnd: "the file ends before the line that ends the license"
        case .secondBlock(let line): "a second license begins on line \(line)"
        case .line(let line): "line \(line) is damaged"
        case .tooLong(let count, let limit):
            "the file has \(count) bytes, more than the \(limit) allowed"
        case .noObjects: "the file contains no license"
        }
    }
}
