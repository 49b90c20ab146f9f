import COSE
import COSESigning
import Foundation
import LicenseIssuer
import LicenseLedger
import LicenseSync
import LicenseTestSupport
import LicenseVerifier

/// Kills a program that uses a ledger, again and again at random moments, and counts whether every
/// unit is there whose use had returned, and none twice.
///
///     LedgerSoak [--kills 1000] [--seed 1]
///
/// The program under test is this one with the argument `use`: a few threads and tasks use one unit
/// after another and write a byte for each that returned.
@main
struct LedgerSoak {
    static let threads = 3
    static let tasks = 3
    static let start = moment("2027-01-01")
    private static let vendor = TestVendor(seed: 8)

    static func main() throws {
        let arguments = CommandLine.arguments
        if arguments.count == 3, arguments[1] == "use" {
            use(try open(arguments[2]))
        } else {
            try soak(
                kills: number(after: "--kills", in: arguments) ?? 1000,
                seed: number(after: "--seed", in: arguments) ?? 1)
        }
    }

    private static func number(after option: String, in arguments: [String]) -> Int? {
        guard let index = arguments.firstIndex(of: option), index + 1 < arguments.count else {
            return nil
        }
        return Int(arguments[index + 1])
    }

    private static func open(_ directory: String) throws -> Ledger {
        try Ledger.open(
            directory,
            trusting: .keys(
                licenses: vendor.trusted, activations: TestVendor.activationKeys,
                statuses: TestVendor.statusKeys), at: start)
    }

    // MARK: - The program that is killed

    private static func use(_ ledger: Ledger) {
        for _ in 0..<threads {
            Thread.detachNewThread {
                while true {
                    _ = try! ledger.consume(at: start)
                    tell()
                }
            }
        }
        for _ in 0..<tasks {
            Task.detached {
                while true {
                    _ = try! await ledger.consume(at: start)
                    tell()
                }
            }
        }
        sleep(3600)
    }

    /// One byte for a use that returned.
    private static func tell() {
        var byte: UInt8 = 1
        guard write(STDOUT_FILENO, &byte, 1) == 1 else { exit(1) }
    }

    // MARK: - The one that kills

    private static func soak(kills: Int, seed: Int) throws {
        let directory = FileManager.default.temporaryDirectory
            .appendingPathComponent("ledger-soak-\(getpid())").path
        defer { try? FileManager.default.removeItem(atPath: directory) }
        try install(in: directory)
        var generator = SplitMix64(seed: UInt64(seed))
        var (expected, lost, doubled): (UInt64, UInt64, UInt64) = (0, 0, 0)
        for round in 1...kills {
            let returned = try UInt64(run(directory, milliseconds: Int(generator.next() % 60) + 1))
            let used = try open(directory).summary(at: start).usage[.units]
            // Each caller may have been between the disk and its byte.
            let atLeast = expected + returned
            if used < atLeast { lost += atLeast - used }
            let most = atLeast + UInt64(threads + tasks)
            if used > most { doubled += used - most }
            expected = used
            if round.isMultiple(of: 100) { print("\(round) kills, \(used) units") }
        }
        print("\(kills) kills, \(expected) units, \(lost) lost, \(doubled) doubled")
        exit(lost == 0 && doubled == 0 ? 0 : 1)
    }

    private static func install(in directory: String) throws {
        let license = try vendor.license {
            $0.issuedAt = start
            $0.usageLimit = UInt64(Limits.maxCount)
        }
        for result in try open(directory).install([license.message], at: start) {
            _ = try result.get()
        }
    }

    /// Lets the program run for a while, kills it, and says how many uses had returned.
    private static func run(_ directory: String, milliseconds: Int) throws -> Int {
        let child = Process()
        child.executableURL = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
        child.arguments = ["use", directory]
        let pipe = Pipe()
        child.standardOutput = pipe
        try child.run()
        // It has begun when the first byte comes; how long it lives from then on is drawn.
        let first = pipe.fileHandleForReading.readData(ofLength: 1).count
        let killer = DispatchQueue.global()
        killer.asyncAfter(deadline: .now() + .milliseconds(milliseconds)) {
            kill(child.processIdentifier, SIGKILL)
        }
        let rest = pipe.fileHandleForReading.readDataToEndOfFile().count
        child.waitUntilExit()
        return first + rest
    }
}
