// The names are those of latchkey.h, where each function is documented.
// swift-format-ignore-file: AlwaysUseLowerCamelCase

package import CLatchkey
import LicenseLedger
import LicenseSync
import LicenseVerifier
import LicenseVerifierC

/// What is behind a `latchkey_summary`.
final class SummaryContent: HandleContent {
    static let kind = HandleKind.summary

    fileprivate let summary: LedgerSummary
    fileprivate let texts = BorrowedTexts(count: 1)

    fileprivate init(_ summary: LedgerSummary) {
        self.summary = summary
    }
}

@c @implementation
package func latchkey_ledger_status(
    _ ledger: OpaquePointer?, _ now: Int64, _ summary: UnsafeMutablePointer<OpaquePointer?>?,
    _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> latchkey_result {
    unsafe Call.make(summary, "summary", error) { () throws(Failure) in
        let content = unsafe try Call.content(ledger, "ledger", as: LedgerContent.self)
        let now = try Input.time(now, "now")
        return try content.use { (ledger) throws(Failure) in
            SummaryContent(ledger.summary(at: now))
        }
    }
}

@c @implementation
package func latchkey_summary_number(
    _ summary: OpaquePointer?, _ which: Int32, _ value: UnsafeMutablePointer<Int64>?
) -> latchkey_result {
    unsafe Call.read(value, 0) { () throws(Failure) in
        let summary = unsafe try Call.content(summary, "summary", as: SummaryContent.self).summary
        guard let number = try summary.number(which) else { throw .absent("such number") }
        return number
    }
}

@c @implementation
package func latchkey_summary_license(
    _ summary: OpaquePointer?, _ license: UnsafeMutablePointer<OpaquePointer?>?,
    _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> latchkey_result {
    unsafe Call.make(license, "license", error) { () throws(Failure) in
        let summary = unsafe try Call.content(summary, "summary", as: SummaryContent.self).summary
        if let license = summary.license { return LicenseContent(license) }
        if let fault = summary.licenseFault { throw Failure(LedgerError.license(fault)) }
        throw .absent("license in the ledger")
    }
}

@c @implementation
package func latchkey_summary_json(
    _ summary: OpaquePointer?, _ length: UnsafeMutablePointer<Int>?
) -> UnsafePointer<CChar>? {
    unsafe length?.pointee = 0
    guard let content = unsafe Call.found(summary, as: SummaryContent.self) else { return nil }
    return unsafe content.texts.text(0, length) { JSONDocument(content.summary).text }
}

extension LedgerSummary {
    fileprivate func number(_ which: Int32) throws(Failure) -> Int64? {
        switch Int(which) {
        case LATCHKEY_SUMMARY_USED: Int64(clamping: usage[.units])
        case LATCHKEY_SUMMARY_RECORDS: Int64(clamping: records)
        case LATCHKEY_SUMMARY_WAITING: Int64(waiting)
        case LATCHKEY_SUMMARY_TIME: time.secondsSinceEpoch
        case LATCHKEY_SUMMARY_LEASE_END: certificate?.leaseEnd?.secondsSinceEpoch
        case LATCHKEY_SUMMARY_ALLOWANCE: certificate?.allowance.map { Int64(clamping: $0) }
        case LATCHKEY_SUMMARY_BUNDLE_VERSION: bundle.map { Int64(clamping: $0.version) }
        case LATCHKEY_SUMMARY_LIST_SEQUENCE: list.map { Int64(clamping: $0.sequence) }
        case LATCHKEY_SUMMARY_HAS_SEAT: certificate == nil ? 0 : 1
        case LATCHKEY_SUMMARY_HAS_ENDED: hasEnded ? 1 : 0
        case LATCHKEY_SUMMARY_IS_FORKED: isForked ? 1 : 0
        case LATCHKEY_SUMMARY_IS_OF_THIS_MACHINE: isOfThisMachine ? 1 : 0
        default: throw .badArgument("which", "one of LATCHKEY_SUMMARY_…")
        }
    }
}
