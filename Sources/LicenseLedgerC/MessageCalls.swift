// The names are those of latchkey.h, where each function is documented.
// swift-format-ignore-file: AlwaysUseLowerCamelCase

package import CLatchkey
import COSE
import LicenseLedger
import LicenseSync
import LicenseVerifier
import LicenseVerifierC

/// What is behind a `latchkey_message`.
final class MessageContent: HandleContent {
    static let kind = HandleKind.message

    fileprivate let message: SignedMessage
    fileprivate let texts = BorrowedTexts(count: 2)

    fileprivate init(_ message: SignedMessage) {
        self.message = message
    }
}

@c @implementation
package func latchkey_ledger_request(
    _ ledger: OpaquePointer?, _ purpose: Int32, _ label: UnsafePointer<CChar>?,
    _ labelLength: Int, _ facts: OpaquePointer?, _ flags: UInt32, _ now: Int64,
    _ message: UnsafeMutablePointer<OpaquePointer?>?,
    _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> latchkey_result {
    unsafe Call.make(message, "message", error) { () throws(Failure) in
        let content = unsafe try Call.content(ledger, "ledger", as: LedgerContent.self)
        let purpose = try requestPurpose(purpose)
        guard flags & ~UInt32(LATCHKEY_REQUEST_AS_PROOF) == 0 else {
            throw .badArgument("flags", "0 or LATCHKEY_REQUEST_AS_PROOF")
        }
        let label = unsafe try deviceLabel(label, labelLength)
        let conditions = unsafe try presentedConditions(facts)
        let now = try Input.time(now, "now")
        return try content.message { (ledger) throws(LedgerError) in
            try ledger.request(
                purpose, label: label, conditions: conditions, asProof: flags != 0, at: now)
        }
    }
}

@c @implementation
package func latchkey_ledger_exchange(
    _ ledger: OpaquePointer?, _ key: UnsafePointer<CChar>?, _ length: Int,
    _ label: UnsafePointer<CChar>?, _ labelLength: Int, _ facts: OpaquePointer?, _ now: Int64,
    _ message: UnsafeMutablePointer<OpaquePointer?>?,
    _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> latchkey_result {
    unsafe Call.make(message, "message", error) { () throws(Failure) in
        let content = unsafe try Call.content(ledger, "ledger", as: LedgerContent.self)
        guard let key = LegacyKey(unsafe try Input.text(key, length, "legacy_key")) else {
            throw .badArgument("legacy_key", "1 to 512 bytes without control characters")
        }
        let label = unsafe try deviceLabel(label, labelLength)
        let conditions = unsafe try presentedConditions(facts)
        let now = try Input.time(now, "now")
        return try content.message { (ledger) throws(LedgerError) in
            try ledger.request(exchanging: key, label: label, conditions: conditions, at: now)
        }
    }
}

@c @implementation
package func latchkey_ledger_report(
    _ ledger: OpaquePointer?, _ now: Int64, _ message: UnsafeMutablePointer<OpaquePointer?>?,
    _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> latchkey_result {
    unsafe Call.make(message, "message", error) { () throws(Failure) in
        let content = unsafe try Call.content(ledger, "ledger", as: LedgerContent.self)
        let now = try Input.time(now, "now")
        return try content.message { (ledger) throws(LedgerError) in
            try ledger.pendingReport(at: now)
        }
    }
}

@c @implementation
package func latchkey_message_bytes(
    _ message: OpaquePointer?, _ length: UnsafeMutablePointer<Int>?
) -> UnsafePointer<UInt8>? {
    unsafe length?.pointee = 0
    guard let content = unsafe Call.found(message, as: MessageContent.self) else { return nil }
    return unsafe content.texts.bytes(0, length) { content.message.bytes }
}

@c @implementation
package func latchkey_message_carrier(
    _ message: OpaquePointer?, _ length: UnsafeMutablePointer<Int>?
) -> UnsafePointer<CChar>? {
    unsafe length?.pointee = 0
    guard let content = unsafe Call.found(message, as: MessageContent.self) else { return nil }
    return unsafe content.texts.text(1, length) { Carrier.encode(content.message.bytes) }
}

extension LedgerContent {
    fileprivate func message(
        _ make: (Ledger) throws(LedgerError) -> SignedMessage
    ) throws(Failure) -> MessageContent {
        try use { (ledger) throws(Failure) in
            MessageContent(try Failure.of { () throws(LedgerError) in try make(ledger) })
        }
    }
}

private func requestPurpose(_ number: Int32) throws(Failure) -> RequestPurpose {
    switch Int(number) {
    case LATCHKEY_ACTIVATE: .activate
    case LATCHKEY_DEACTIVATE: .deactivate
    default: throw .badArgument("purpose", "LATCHKEY_ACTIVATE or LATCHKEY_DEACTIVATE")
    }
}

private func deviceLabel(
    _ text: UnsafePointer<CChar>?, _ length: Int
) throws(Failure) -> DeviceLabel? {
    guard unsafe text != nil else { return nil }
    guard let label = DeviceLabel(unsafe try Input.text(text, length, "label")) else {
        throw .badArgument("label", "1 to 128 bytes without control characters")
    }
    return label
}

/// What is presented, in the order of a request.
private func presentedConditions(_ facts: OpaquePointer?) throws(Failure) -> [Condition] {
    let presented = unsafe try presentedFacts(facts)?.conditions ?? []
    return presented.sorted { $0.key < $1.key }
}
