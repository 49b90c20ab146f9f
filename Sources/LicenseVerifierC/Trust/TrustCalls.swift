// The names are those of latchkey.h, where each function is documented.
// swift-format-ignore-file: AlwaysUseLowerCamelCase

package import CLatchkey
import COSE
import LicenseVerifier

@c @implementation
package func latchkey_key_parse(
    _ text: UnsafePointer<CChar>?, _ length: Int, _ key: UnsafeMutablePointer<UInt8>?,
    _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> latchkey_result {
    unsafe Call.run(error) { () throws(Failure) in
        guard let key = unsafe key else { throw .nullPointer("key") }
        for index in 0..<Int(LATCHKEY_KEY_BYTES) { unsafe key[index] = 0 }
        let text = unsafe try Input.text(text, length, "text")
        do throws(VerificationKeyError) {
            let bytes = try VerificationKey(parsing: text).rawRepresentation
            for index in bytes.indices { unsafe key[index] = bytes[index] }
        } catch {
            throw Failure(error)
        }
    }
}

@c @implementation
package func latchkey_trust_pin(
    _ keys: UnsafePointer<UInt8>?, _ count: Int, _ trust: UnsafeMutablePointer<OpaquePointer?>?,
    _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> latchkey_result {
    unsafe Call.make(trust, "trust", error) { () throws(Failure) in
        unsafe try TrustContent(.keys(publicKeys(keys, count, "keys", 0...TrustBundle.maxKeys)))
    }
}

@c @implementation
package func latchkey_trust_pin_root(
    _ roots: UnsafePointer<UInt8>?, _ count: Int, _ threshold: UInt32,
    _ trust: UnsafeMutablePointer<OpaquePointer?>?,
    _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> latchkey_result {
    unsafe Call.make(trust, "trust", error) { () throws(Failure) in
        let keys = unsafe try publicKeys(roots, count, "roots", 1...TrustBundle.maxRoots)
        guard (1...UInt32(count)).contains(threshold) else {
            throw .badArgument("threshold", "from 1 to the number of root keys")
        }
        guard let root = TrustRoot(keys, threshold: Int(threshold)) else { throw .keyTwice }
        return try TrustContent(.root(TrustMemory(pinning: root)))
    }
}

@c @implementation
package func latchkey_trust_accept(
    _ held: OpaquePointer?, _ bundle: UnsafePointer<UInt8>?, _ length: Int, _ now: Int64,
    _ trust: UnsafeMutablePointer<OpaquePointer?>?,
    _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> latchkey_result {
    unsafe Call.make(trust, "trust", error) { () throws(Failure) in
        let held = unsafe try Call.content(held, "held", as: TrustContent.self)
        let now = try Input.time(now, "now")
        let bytes = unsafe try Input.bytes(bundle, length, "bundle")
        var memory = try held.memory()
        do throws(TrustError) {
            try memory.accept(
                messages(bytes, type: .trustBundle, maxPayload: TrustBundle.maxPayload), at: now)
        } catch {
            throw Failure(error)
        }
        return try TrustContent(
            .root(memory), affirmations: held.affirmations, understood: held.understood)
    }
}

@c @implementation
package func latchkey_trust_affirm(
    _ held: OpaquePointer?, _ list: UnsafePointer<UInt8>?, _ length: Int,
    _ trust: UnsafeMutablePointer<OpaquePointer?>?,
    _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> latchkey_result {
    unsafe Call.make(trust, "trust", error) { () throws(Failure) in
        let held = unsafe try Call.content(held, "held", as: TrustContent.self)
        let bytes = unsafe try Input.bytes(list, length, "list")
        let root = try held.memory().root
        let affirmation: VerifiedAffirmationList
        do throws(TrustError) {
            affirmation = try root.verifyAffirmation(
                messages(
                    bytes, type: .affirmation, maxPayload: VerifiedAffirmationList.maxPayload))
        } catch {
            throw Failure(error)
        }
        return try TrustContent(
            held.anchor, affirmations: held.affirmations + [affirmation],
            understood: held.understood)
    }
}

@c @implementation
package func latchkey_trust_understand(
    _ held: OpaquePointer?, _ labels: UnsafePointer<Int64>?, _ count: Int,
    _ trust: UnsafeMutablePointer<OpaquePointer?>?,
    _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> latchkey_result {
    unsafe Call.make(trust, "trust", error) { () throws(Failure) in
        let held = unsafe try Call.content(held, "held", as: TrustContent.self)
        guard let labels = unsafe labels else { throw .nullPointer("labels") }
        guard (0...64).contains(count) else { throw .badArgument("count", "from 0 to 64") }
        let understood = unsafe Set(UnsafeBufferPointer(start: labels, count: count))
        return try TrustContent(
            held.anchor, affirmations: held.affirmations, understood: understood)
    }
}

@c @implementation
package func latchkey_trust_number(
    _ trust: OpaquePointer?, _ which: Int32, _ value: UnsafeMutablePointer<Int64>?
) -> latchkey_result {
    unsafe Call.read(value, 0) { () throws(Failure) in
        let trust = unsafe try Call.content(trust, "trust", as: TrustContent.self)
        guard (Int32(LATCHKEY_BUNDLE_VERSION)...Int32(LATCHKEY_BUNDLE_THRESHOLD)).contains(which)
        else { throw .badArgument("which", "one of LATCHKEY_BUNDLE_…") }
        guard let bundle = trust.bundle else { throw .absent("trust bundle") }
        switch Int(which) {
        case LATCHKEY_BUNDLE_VERSION: return Int64(clamping: bundle.version)
        case LATCHKEY_BUNDLE_ISSUED_AT: return bundle.issuedAt.secondsSinceEpoch
        case LATCHKEY_BUNDLE_EXPIRES_AT: return bundle.expiresAt.secondsSinceEpoch
        case LATCHKEY_BUNDLE_KEYS: return Int64(bundle.keys.count)
        case LATCHKEY_BUNDLE_ROOTS: return Int64(bundle.roots.count)
        default: return Int64(bundle.threshold)
        }
    }
}

@c @implementation
package func latchkey_trust_json(
    _ trust: OpaquePointer?, _ length: UnsafeMutablePointer<Int>?
) -> UnsafePointer<CChar>? {
    unsafe length?.pointee = 0
    guard let trust = unsafe Call.found(trust, as: TrustContent.self), let bundle = trust.bundle
    else { return nil }
    return unsafe trust.texts.text(0, length) { JSONDocument(bundle).text }
}

@c @implementation
package func latchkey_trust_affirmations_json(
    _ trust: OpaquePointer?, _ length: UnsafeMutablePointer<Int>?
) -> UnsafePointer<CChar>? {
    unsafe length?.pointee = 0
    guard let trust = unsafe Call.found(trust, as: TrustContent.self) else { return nil }
    return unsafe trust.texts.text(1, length) { JSONDocument(trust.affirmations).text }
}

private func publicKeys(
    _ bytes: UnsafePointer<UInt8>?, _ count: Int, _ name: StaticString, _ range: ClosedRange<Int>
) throws(Failure) -> [VerificationKey] {
    guard range.contains(count) else { throw .badArgument("count", "within its range") }
    let size = Int(LATCHKEY_KEY_BYTES)
    let bytes = unsafe try Input.bytes(bytes, count * size, name)
    var keys: [VerificationKey] = []
    for index in 0..<count {
        do throws(VerificationKeyError) {
            keys.append(
                try VerificationKey(rawRepresentation: bytes[index * size..<(index + 1) * size]))
        } catch {
            throw Failure(error)
        }
    }
    return keys
}

/// The messages of one type that lie end to end, or in an armored file.
private func messages(
    _ bytes: [UInt8], type: MessageType, maxPayload: Int
) throws(TrustError) -> [SignedMessage] {
    // A file that is damaged as such is read as messages, which it is not either.
    if LicenseFile.isLicenseFile(bytes), let file = try? LicenseFile(parsing: bytes) {
        return file.objects.filter { $0.header.type == type }
    }
    do throws(COSEError) {
        return try SignedMessage.sequence(bytes, maxPayload: maxPayload)
    } catch {
        throw .message(error)
    }
}
