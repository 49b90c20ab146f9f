public import CBOR
public import COSE

/// Why a text, file or object is not a license that a trusted key has signed.
///
/// Each case belongs to one numbered step of the verification (Token-Format, verification). Nothing
/// that an unsigned payload says is ever part of an error.
public enum LicenseError: Error, Equatable, Sendable {
    /// Step 1: nothing but white space.
    case empty
    /// Step 1: longer than any license key can be.
    case tooLong(count: Int, limit: Int)
    /// Step 2: no underscore between prefix and body.
    case noSeparator
    /// Step 2: the part before the first underscore is not a prefix.
    case prefix
    /// Step 3: a character outside the base64url alphabet, at this byte of the trimmed text.
    case character(offset: Int)
    /// Step 3: a number of characters that no byte string has.
    case bodyLength
    /// Step 3: bits of the last character that carry nothing are set.
    case unusedBits
    /// Step 3: not the carrier form.
    case carrier
    /// Steps 4, 5 and 8: not a signed message of the profile, or not the key's signature.
    case message(COSEError)
    /// Step 6: a signed object of another kind.
    case type(MessageType)
    /// Step 7: no trusted key has this key id.
    case unknownKey(KeyID)
    /// Step 9: the signed payload is not deterministic CBOR.
    case payload(CBORError)
    /// Step 10: the signed claims are not a license's.
    case claims(ClaimsError)
    /// Step 11: the text wears another prefix than the signed one.
    case prefixMismatch(text: LicensePrefix, signed: LicensePrefix)
    /// Step 12: the key may not issue this license.
    case issuer(IssuerFault)
    /// An armored file whose armor is not whole.
    case file(LicenseFileFault)
}

/// What is wrong with the armor of a license file (Token-Format §5).
public enum LicenseFileFault: Error, Equatable, Sendable {
    /// No line that begins a license.
    case noBegin
    /// No line that ends it.
    case noEnd
    /// More than one block.
    case secondBlock(line: Int)
    /// A line inside that is not base64 of 64 characters, or of fewer in the last.
    case line(Int)
    /// More bytes than a file may have.
    case tooLong(count: Int, limit: Int)
    /// Nothing in the block.
    case noObjects
}
