// The names are those of latchkey.h, where each function is documented.
// swift-format-ignore-file: AlwaysUseLowerCamelCase

package import CLatchkey
import LicenseLedger
import LicenseVerifierC

/// What is behind a `latchkey_installed`.
final class InstalledContent: HandleContent {
    static let kind = HandleKind.installed

    fileprivate let outcomes: [Result<Installed, LedgerError>]
    fileprivate let texts: BorrowedTexts

    fileprivate init(_ outcomes: [Result<Installed, LedgerError>]) {
        self.outcomes = outcomes
        texts = BorrowedTexts(count: outcomes.count)
    }

    /// Why the first object that was refused was refused.
    fileprivate func check() throws(Failure) {
        for outcome in outcomes {
            if case .failure(let error) = outcome { throw Failure(error) }
        }
    }
}

@c @implementation
package func latchkey_ledger_install(
    _ ledger: OpaquePointer?, _ data: UnsafePointer<CChar>?, _ length: Int, _ now: Int64,
    _ installed: UnsafeMutablePointer<OpaquePointer?>?,
    _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> latchkey_result {
    unsafe installed?.pointee = nil
    return unsafe Call.run(error) { () throws(Failure) in
        let content = unsafe try Call.content(ledger, "ledger", as: LedgerContent.self)
        let objects = unsafe try ReceivedObjects.objects(
            in: Input.buffer(data, length, "data"))
        let now = try Input.time(now, "now")
        // Taken before anything is installed, so that the caller always learns what became of it.
        let room = unsafe installed == nil ? nil : try HandleRoom()
        let outcome = try content.use { (ledger) throws(Failure) in
            InstalledContent(ledger.install(objects, at: now))
        }
        if let room {
            unsafe installed?.pointee = room.fill(with: outcome)
        }
        try outcome.check()
    }
}

@c @implementation
package func latchkey_installed_count(_ installed: OpaquePointer?) -> Int {
    unsafe Call.found(installed, as: InstalledContent.self)?.outcomes.count ?? 0
}

@c @implementation
package func latchkey_installed_kind(
    _ installed: OpaquePointer?, _ index: Int, _ length: UnsafeMutablePointer<Int>?
) -> UnsafePointer<CChar>? {
    unsafe length?.pointee = 0
    guard let content = unsafe Call.found(installed, as: InstalledContent.self),
        content.outcomes.indices.contains(index)
    else { return nil }
    return unsafe content.texts.text(index, length) {
        switch content.outcomes[index] {
        case .success(let installed): installed.kind
        case .failure: "refused"
        }
    }
}

@c @implementation
package func latchkey_installed_error(
    _ installed: OpaquePointer?, _ index: Int, _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> latchkey_result {
    unsafe Call.make(error, "error", nil) { () throws(Failure) in
        let content = unsafe try Call.content(installed, "installed", as: InstalledContent.self)
        guard content.outcomes.indices.contains(index) else {
            throw .badArgument("index", "below the number of objects")
        }
        guard case .failure(let refusal) = content.outcomes[index] else {
            throw .absent("refusal of this object")
        }
        return ErrorContent(Failure(refusal))
    }
}

extension Installed {
    fileprivate var kind: String {
        switch self {
        case .license: "license"
        case .bundle: "bundle"
        case .affirmation: "affirmation"
        case .certificate: "certificate"
        case .list: "list"
        case .disputedList: "disputed-list"
        case .staple: "staple"
        case .receipt: "receipt"
        case .reset: "reset"
        case .known: "known"
        case .older: "older"
        case .skipped: "skipped"
        }
    }
}
