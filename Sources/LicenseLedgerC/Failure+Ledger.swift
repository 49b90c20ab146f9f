import CLatchkey
import COSESigning
import LicenseLedger
import LicenseVerifier
import LicenseVerifierC

extension Failure {
    /// What a ledger did not do.
    init(_ error: LedgerError) {
        switch error {
        case .file, .mustBeReopened: self.init(.storage, error)
        case .key(let key) where key.isOfStorage: self.init(.storage, error)
        case .amount: self.init(.badArgument, error)
        case .license(let license): self.init(error, step: license.step)
        // With its step, which this initializer has not: without it, it would call itself.
        default: self.init(error, step: nil)
        }
    }

    /// The ledger of a process, used in its child.
    static let otherProcess = Failure(
        .otherProcess, code: "argument.other-process",
        "the ledger was opened by another process, of which this one is a fork",
        nextStep: "report this mistake to the program's vendor: a child opens the ledger itself")

    /// No thread or file descriptor is left.
    static func noResources(_ what: String) -> Failure {
        Failure(
            .storage, code: "ledger.no-resources", "no \(what) is left for this process",
            nextStep: "close other files or programs, and try again")
    }

    /// Runs what throws a ledger's error.
    static func of<Result>(
        _ body: () throws(LedgerError) -> Result
    ) throws(Failure) -> Result {
        do throws(LedgerError) {
            return try body()
        } catch {
            throw Failure(error)
        }
    }

    private init(_ result: latchkey_result, _ error: LedgerError) {
        self.init(result, code: error.code, error.description, nextStep: error.nextStep)
    }
}

extension KeyFileError {
    /// Whether the file could not be read or written, whatever is in it.
    fileprivate var isOfStorage: Bool {
        switch self {
        case .cannotOpen, .cannotRead, .cannotWrite: true
        default: false
        }
    }
}
