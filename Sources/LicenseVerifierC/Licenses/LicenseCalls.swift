// The names are those of latchkey.h, where each function is documented.
// swift-format-ignore-file: AlwaysUseLowerCamelCase

import CBOR
package import CLatchkey
import COSE
import LicenseVerifier

@c @implementation
package func latchkey_verify(
    _ trust: OpaquePointer?, _ data: UnsafePointer<CChar>?, _ length: Int, _ form: Int32,
    _ license: UnsafeMutablePointer<OpaquePointer?>?,
    _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> latchkey_result {
    unsafe Call.make(license, "license", error) { () throws(Failure) in
        let trust = unsafe try Call.content(trust, "trust", as: TrustContent.self)
        let data = unsafe try Input.buffer(data, length, "data")
        let form = unsafe try LicenseForm.named(form) ?? LicenseForm(of: data)
        let key = unsafe try LicenseKey(data, as: form)
        do throws(LicenseError) {
            return LicenseContent(try trust.licenses.verify(key))
        } catch {
            throw Failure(error, step: error.step)
        }
    }
}

@c @implementation
package func latchkey_damage(
    _ text: UnsafePointer<CChar>?, _ length: Int,
    _ damage: UnsafeMutablePointer<OpaquePointer?>?
) -> latchkey_result {
    unsafe Call.make(damage, "damage", nil) { () throws(Failure) in
        let data = unsafe try Input.buffer(text, length, "text")
        // A text that is cut inside a character is still looked at.
        let head = unsafe String(decoding: data.prefix(8192), as: UTF8.self)
        if data.count <= 8192 { _ = unsafe try Input.text(data, "text") }
        guard let found = KeyDamage(in: head) else { throw .absent("damage that is recognized") }
        return ErrorContent(Failure(found))
    }
}

@c @implementation
package func latchkey_license_text(
    _ license: OpaquePointer?, _ which: Int32, _ length: UnsafeMutablePointer<Int>?
) -> UnsafePointer<CChar>? {
    unsafe length?.pointee = 0
    guard let content = unsafe Call.found(license, as: LicenseContent.self) else { return nil }
    let claims = content.license.claims
    guard (Int32(LATCHKEY_LICENSE_ID)...Int32(LATCHKEY_LICENSE_CARRIER)).contains(which),
        Int(which) != LATCHKEY_LICENSE_CUSTOMER || claims.customer != nil
    else { return nil }
    return unsafe content.texts.text(LicenseContent.Position.texts + Int(which), length) {
        switch Int(which) {
        case LATCHKEY_LICENSE_ID: claims.license.description
        case LATCHKEY_LICENSE_ORGANIZATION: claims.organization.description
        case LATCHKEY_LICENSE_BENEFIT: claims.benefit.description
        case LATCHKEY_LICENSE_CUSTOMER: claims.customer?.description ?? ""
        case LATCHKEY_LICENSE_PREFIX: claims.prefix.description
        case LATCHKEY_LICENSE_ISSUER: content.license.issuer.description
        case LATCHKEY_LICENSE_KEY: content.license.text
        default: content.license.carrierText
        }
    }
}

@c @implementation
package func latchkey_license_number(
    _ license: OpaquePointer?, _ which: Int32, _ value: UnsafeMutablePointer<Int64>?
) -> latchkey_result {
    unsafe Call.read(value, 0) { () throws(Failure) in
        let content = unsafe try Call.content(license, "license", as: LicenseContent.self)
        let claims = content.license.claims
        let number: Int64? =
            switch Int(which) {
            case LATCHKEY_LICENSE_ISSUED_AT: claims.issuedAt.secondsSinceEpoch
            case LATCHKEY_LICENSE_NOT_BEFORE: claims.notBefore?.secondsSinceEpoch
            case LATCHKEY_LICENSE_EXPIRES_AT: claims.expiresAt?.secondsSinceEpoch
            case LATCHKEY_LICENSE_GRACE: claims.grace?.components.seconds
            case LATCHKEY_LICENSE_OFFLINE: claims.offline?.components.seconds
            case LATCHKEY_LICENSE_SEATS: claims.activationLimit.number
            case LATCHKEY_LICENSE_USAGE_LIMIT: claims.usageLimit.map { Int64(clamping: $0) }
            case LATCHKEY_LICENSE_STATUS_INDEX: claims.statusIndex.map { Int64($0.value) }
            case LATCHKEY_LICENSE_UPDATES_UNTIL: claims.updatesUntil?.secondsSinceEpoch
            case LATCHKEY_LICENSE_MAX_MAJOR_VERSION:
                claims.maxMajorVersion.map { Int64(clamping: $0) }
            case LATCHKEY_LICENSE_ADVISES: claims.enforcement == .advise ? 1 : 0
            default: throw .badArgument("which", "one of LATCHKEY_LICENSE_…")
            }
        guard let number else { throw .absent("such claim") }
        return number
    }
}

@c @implementation
package func latchkey_license_count(_ license: OpaquePointer?, _ which: Int32) -> Int {
    guard let claims = unsafe Call.found(license, as: LicenseContent.self)?.license.claims else {
        return 0
    }
    return switch Int(which) {
    case LATCHKEY_LICENSE_ENTITLEMENTS: claims.entitlements.count
    case LATCHKEY_LICENSE_CONDITIONS: claims.conditions.count
    case LATCHKEY_LICENSE_CRITICAL: claims.critical.count
    default: 0
    }
}

@c @implementation
package func latchkey_license_entitlement(
    _ license: OpaquePointer?, _ index: Int, _ length: UnsafeMutablePointer<Int>?
) -> UnsafePointer<CChar>? {
    unsafe length?.pointee = 0
    guard let content = unsafe Call.found(license, as: LicenseContent.self),
        content.license.claims.entitlements.indices.contains(index)
    else { return nil }
    return unsafe content.texts.text(LicenseContent.Position.entitlements + index, length) {
        content.license.claims.entitlements[index].description
    }
}

@c @implementation
package func latchkey_license_has(
    _ license: OpaquePointer?, _ entitlement: UnsafePointer<CChar>?, _ length: Int
) -> Int32 {
    guard let content = unsafe Call.found(license, as: LicenseContent.self),
        // A text that is none names no entitlement, and that is the answer.
        let text = unsafe try? Input.text(entitlement, length, "entitlement"),
        let entitlement = Entitlement(text)
    else { return 0 }
    return content.license.claims.has(entitlement) ? 1 : 0
}

@c @implementation
package func latchkey_license_condition(
    _ license: OpaquePointer?, _ index: Int, _ condition: UnsafeMutablePointer<latchkey_condition>?
) -> latchkey_result {
    unsafe Call.read(condition, latchkey_condition()) { () throws(Failure) in
        let content = unsafe try Call.content(license, "license", as: LicenseContent.self)
        guard content.license.claims.conditions.indices.contains(index) else {
            throw .badArgument("index", "below the number of conditions")
        }
        return unsafe content.condition(index)
    }
}

@c @implementation
package func latchkey_license_critical(
    _ license: OpaquePointer?, _ index: Int, _ label: UnsafeMutablePointer<Int64>?
) -> latchkey_result {
    unsafe Call.read(label, 0) { () throws(Failure) in
        let content = unsafe try Call.content(license, "license", as: LicenseContent.self)
        guard content.license.claims.critical.indices.contains(index) else {
            throw .badArgument("index", "below the number of critical extensions")
        }
        return content.license.claims.critical[index]
    }
}

@c @implementation
package func latchkey_license_bytes(
    _ license: OpaquePointer?, _ which: Int32, _ length: UnsafeMutablePointer<Int>?
) -> UnsafePointer<UInt8>? {
    unsafe length?.pointee = 0
    guard let content = unsafe Call.found(license, as: LicenseContent.self),
        (Int32(LATCHKEY_LICENSE_OBJECT)...Int32(LATCHKEY_LICENSE_EXTENSIONS)).contains(which)
    else { return nil }
    return unsafe content.texts.bytes(LicenseContent.Position.bytes + Int(which), length) {
        switch Int(which) {
        case LATCHKEY_LICENSE_OBJECT: content.license.message.bytes
        case LATCHKEY_LICENSE_DIGEST: content.license.digest
        default: CBORItem.map(content.license.claims.extensions).encoded
        }
    }
}

extension ActivationLimit {
    fileprivate var number: Int64? {
        switch self {
        case .notUsed: nil
        case .unlimited: 0
        case .seats(let seats): Int64(clamping: seats)
        }
    }
}

extension LicenseContent {
    fileprivate func condition(_ index: Int) -> latchkey_condition {
        let condition = license.claims.conditions[index]
        let position = position(ofCondition: index)
        var written = unsafe latchkey_condition()
        unsafe written.name = texts.text(position, &written.name_length) {
            condition.key.description
        }
        switch condition.value {
        case .bool(let value):
            unsafe written.type = Int32(LATCHKEY_BOOL)
            unsafe written.number = value ? 1 : 0
        case .integer(let value):
            unsafe written.type = Int32(LATCHKEY_INTEGER)
            unsafe written.number = value
        case .text(let value):
            unsafe written.type = Int32(LATCHKEY_TEXT)
            unsafe written.text = texts.text(position + 1, &written.text_length) { value }
        }
        return unsafe written
    }
}
