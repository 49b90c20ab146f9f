// The names are those of latchkey.h, where each function is documented.
// swift-format-ignore-file: AlwaysUseLowerCamelCase

package import CLatchkey
import COSE
import LicenseVerifier

@c @implementation
package func latchkey_staple_verify(
    _ trust: OpaquePointer?, _ data: UnsafePointer<CChar>?, _ length: Int,
    _ staple: UnsafeMutablePointer<OpaquePointer?>?,
    _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> latchkey_result {
    unsafe Call.make(staple, "staple", error) { () throws(Failure) in
        let trust = unsafe try Call.content(trust, "trust", as: TrustContent.self)
        let data = unsafe try Input.buffer(data, length, "data")
        let message = unsafe try stapleMessage(data)
        return try Failure.of { () throws(StatusError) in
            StapleContent(try trust.statuses.verifyStaple(message))
        }
    }
}

@c @implementation
package func latchkey_staple_number(
    _ staple: OpaquePointer?, _ which: Int32, _ value: UnsafeMutablePointer<Int64>?
) -> latchkey_result {
    unsafe Call.read(value, 0) { () throws(Failure) in
        let claims = unsafe try Call.content(staple, "staple", as: StapleContent.self).staple.claims
        switch Int(which) {
        case LATCHKEY_STAPLE_SHARD: return Int64(claims.shard)
        case LATCHKEY_STAPLE_SEQUENCE: return Int64(clamping: claims.sequence)
        case LATCHKEY_STAPLE_ISSUED_AT: return claims.issuedAt.secondsSinceEpoch
        case LATCHKEY_STAPLE_EXPIRES_AT: return claims.expiresAt.secondsSinceEpoch
        case LATCHKEY_STAPLE_STATUS: return Int64(claims.status.rawValue)
        default: throw .badArgument("which", "one of LATCHKEY_STAPLE_…")
        }
    }
}

@c @implementation
package func latchkey_staple_digest(
    _ staple: OpaquePointer?, _ length: UnsafeMutablePointer<Int>?
) -> UnsafePointer<UInt8>? {
    unsafe length?.pointee = 0
    guard let content = unsafe Call.found(staple, as: StapleContent.self) else { return nil }
    return unsafe content.texts.bytes(0, length) { content.staple.claims.digest }
}

/// The signed object, given as such or as a text.
private func stapleMessage(
    _ data: UnsafeBufferPointer<UInt8>
) throws(Failure) -> SignedMessage {
    guard data.count <= 2 * Limits.maxCarrierCharacters,
        let text = unsafe String(validating: data, as: UTF8.self), Carrier.isCarrier(text)
    else {
        let bytes = unsafe Array(data.prefix(Limits.maxObjectBytes + 1))
        return try Failure.of { () throws(StatusError) in try statusMessage(bytes) }
    }
    do throws(LicenseError) {
        return try Carrier.message(text)
    } catch {
        throw Failure(error, step: error.step)
    }
}
