import CommandSupport
import Glibc
import LicenseLedger
import LicenseSync
import LicenseVerifier
import Terminal

/// A ledger that makes room for another license: it is set aside whole, and a new one takes its
/// directory.
///
/// Nothing of the old one is erased: what it has not reported yet can still be.
struct LedgerReplacement {
    private let old: OpenedLedger
    private let options: LedgerOptions

    init(_ old: OpenedLedger, _ options: LedgerOptions) {
        self.old = old
        self.options = options
    }

    /// Says what is lost, and opens the new ledger, which trusts what the old one did.
    func run(at now: Timestamp) throws -> OpenedLedger {
        let directory = Self.withoutSlash(old.ledger.directory)
        let summary = old.ledger.summary(at: now)
        let aside = try Self.free(directory, summary)
        for sentence in Self.losses(summary, aside) { Console.remark(sentence) }
        guard rename(directory, aside) == 0, mkdir(directory, 0o700) == 0 else {
            throw CommandFailure(
                .cannotCreate,
                "\(directory) cannot be set aside: \(String(cString: strerror(errno)))",
                nextStep: "name another directory for the license with --device")
        }
        try LedgerPins(directory).write(old.pinned)
        let opened = try options.open(making: true)
        for case .failure(let error) in opened.ledger.install(old.ledger.trustObjects, at: now) {
            throw error
        }
        return opened
    }

    private static func losses(_ summary: LedgerSummary, _ aside: String) -> [String] {
        var losses = ["the ledger is set aside as \(aside)"]
        if let license = summary.license?.claims.license {
            losses[0] += ", with its license \(license)"
        }
        if let seat = summary.certificate {
            losses.append(
                "its seat \(seat.activation) does not serve the new license"
                    + (seat.leaseEnd.map { ", and is taken until \($0) unless it is given back" }
                        ?? ", and stays taken unless it is given back")
                    + ": `latchkey request --device \(aside) --deactivate`")
        }
        let units = summary.usage[.units]
        if units > 0 || summary.waiting > 0 {
            losses.append(
                "the \(units) units that it counted are not the new license's; to report them: "
                    + "`latchkey report --device \(aside)`")
        }
        losses.append("status lists are not taken over: install the newest one")
        return losses
    }

    /// A name beside the directory that nothing has yet.
    private static func free(_ directory: String, _ summary: LedgerSummary) throws -> String {
        let license = summary.license.map { String("\($0.claims.license)".prefix(8)) } ?? "old"
        let names = ["\(directory).\(license)"] + (2...99).map { "\(directory).\(license)-\($0)" }
        guard let name = names.first(where: { access($0, F_OK) != 0 }) else {
            throw CommandFailure(
                .cannotCreate, "too many ledgers were set aside beside \(directory)",
                nextStep: "remove those whose usage was reported")
        }
        return name
    }

    private static func withoutSlash(_ path: String) -> String {
        var path = path
        while path.count > 1, path.hasSuffix("/") { path.removeLast() }
        return path
    }
}
