public import COSE
import COSESigning
public import LicenseVerifier
import Synchronization

/// The directory in which a device keeps what it knows: its key, license, seat, lists and what it has
/// used (Ledger).
///
/// Several processes may use one directory, each with a ledger of its own. Every verb is one durable
/// step: after a power loss at any moment the directory says what it said before the verb or after
/// it. All calls block for at most the disk's time and the time that other processes hold the lock;
/// `decision` waits for nobody.
///
/// The directory is not trusted. The machine's owner can edit it; what is signed cannot be
/// edited, and what is not (usage, clock marks) shows at the next report.
public final class Ledger: Sendable {
    /// Where the ledger is, as it was named.
    public let directory: String
    /// The path by which it is found wherever the program goes.
    let absolutePath: String
    /// The device's public key.
    public let device: VerificationKey

    let files: any FileLayer
    let machine: LedgerMachine
    let pinned: LedgerTrust
    let writer: Mutex<LedgerWriter>
    let view: Mutex<LedgerView>
    let commits: SharedCommit<UsageRequest, Result<Consumption, LedgerError>>

    /// Opens the ledger of a directory, made where it is not there yet.
    ///
    /// - Parameters:
    ///   - directory: of a local disk, mode 0700; one ledger for each license.
    ///   - now: what the machine's clock says.
    public static func open(
        _ directory: String, trusting trust: LedgerTrust, at now: Timestamp,
        on machine: LedgerMachine? = nil, files: any FileLayer = SystemFiles()
    ) throws(LedgerError) -> Ledger {
        let path = try LedgerWriter.directory(directory, files)
        let machine = machine ?? .linux(ledger: path)
        let opened = try LedgerWriter.open(path, machine, files)
        let clock = RunningClock(
            reading: now, elapsed: machine.elapsed(), marks: opened.writer.marks)
        do throws(FileFault) {
            let view = try opened.writer.view(
                trust, clock: clock, device: opened.device, machine, files)
            return Ledger(opened, view, directory, trust, machine, files)
        } catch {
            opened.writer.close(files)
            throw .file(error)
        }
    }

    private init(
        _ opened: LedgerWriter.Opened, _ viewed: LedgerView, _ directory: String,
        _ trust: LedgerTrust, _ machine: LedgerMachine, _ files: any FileLayer
    ) {
        self.directory = directory
        absolutePath = opened.writer.directory
        self.files = files
        self.machine = machine
        pinned = trust
        device = opened.device
        writer = Mutex(opened.writer)
        view = Mutex(viewed)
        let slot = LedgerSlot()
        commits = SharedCommit(maxCount: Journal.maxBatch) { requests in
            // Nobody can submit before the ledger is made, nor after it is gone.
            slot.ledger.withLock { $0.value }?.commit(requests)
                ?? requests.map { _ in .failure(.missing) }
        }
        slot.ledger.withLock { $0.value = self }
    }

    deinit {
        writer.withLock { $0.close(files) }
    }
}

/// Breaks the circle between a ledger and the commits that it makes.
private final class LedgerSlot: Sendable {
    struct Reference { weak var value: Ledger? }
    let ledger = Mutex(Reference())
}
