// The names are those of latchkey.h, where each function is documented.
// swift-format-ignore-file: AlwaysUseLowerCamelCase

package import CLatchkey
import LicenseLedger
import LicenseSync
import LicenseVerifier
import LicenseVerifierC

@c @implementation
package func latchkey_ledger_consume(
    _ ledger: OpaquePointer?, _ amount: UInt64, _ meter: UInt32, _ now: Int64,
    _ usage: UnsafeMutablePointer<latchkey_usage>?,
    _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> latchkey_result {
    unsafe usage?.pointee = latchkey_usage()
    return unsafe Call.run(error) { () throws(Failure) in
        let content = unsafe try Call.content(ledger, "ledger", as: LedgerContent.self)
        let now = try Input.time(now, "now")
        let consumption = try content.use { (ledger) throws(Failure) in
            try Failure.of { () throws(LedgerError) in
                try ledger.consume(amount, of: Meter(meter), at: now)
            }
        }
        unsafe usage?.pointee = latchkey_usage(consumption)
    }
}

@c @implementation
package func latchkey_ledger_consume_start(
    _ ledger: OpaquePointer?, _ amount: UInt64, _ meter: UInt32, _ now: Int64,
    _ pending: UnsafeMutablePointer<OpaquePointer?>?,
    _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> latchkey_result {
    // The handle is reserved before the units are counted.
    unsafe Call.make(pending, "pending", error) { () throws(Failure) in
        let content = unsafe try Call.content(ledger, "ledger", as: LedgerContent.self)
        let now = try Input.time(now, "now")
        let request = UsageRequest(amount: amount, meter: Meter(meter), time: now)
        guard request.isCountable else { throw Failure(LedgerError.amount) }
        return try content.use { (_) throws(Failure) in
            let pending = try PendingContent()
            content.counting.start(request, pending)
            return pending
        }
    }
}

@c @implementation
package func latchkey_pending_descriptor(_ pending: OpaquePointer?) -> Int32 {
    unsafe Call.found(pending, as: PendingContent.self)?.descriptor ?? -1
}

@c @implementation
package func latchkey_pending_result(
    _ pending: OpaquePointer?, _ usage: UnsafeMutablePointer<latchkey_usage>?,
    _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> latchkey_result {
    unsafe usage?.pointee = latchkey_usage()
    return unsafe Call.run(error) { () throws(Failure) in
        let consumption = unsafe try Call.content(pending, "pending", as: PendingContent.self)
            .result()
        unsafe usage?.pointee = latchkey_usage(consumption)
    }
}

extension latchkey_usage {
    fileprivate init(_ consumption: Consumption) {
        self.init(
            used: consumption.used, left: consumption.left ?? 0,
            is_limited: consumption.left == nil ? 0 : 1, reserved: 0)
    }
}
