import COSE
import Glibc
import LicenseVerifier

// Parses, verifies and evaluates one license again and again; prints the nanoseconds of CPU for one
// time, the mean of the quickest batch.
//
//     verify KEY PUBLIC-KEY BATCHES

let batch = 40

func cpuTime() -> UInt64 {
    var time = timespec()
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
}

func measure() throws -> UInt64 {
    let arguments = CommandLine.arguments
    guard arguments.count == 4, let batches = Int(arguments[3]),
        let prefix = LicensePrefix("DEMO"), let now = Timestamp(secondsSinceEpoch: 1_800_000_000)
    else { exit(64) }
    let trusted = TrustedKeys(pinning: try VerificationKey(parsing: arguments[2]))
    let license = try trusted.verify(LicenseKey(parsing: arguments[1]))
    let facts = Facts(
        organization: license.claims.organization, benefit: .any, prefix: .exactly(prefix))
    var least = UInt64.max
    for _ in 0..<batches {
        let start = cpuTime()
        for _ in 0..<batch {
            let license = try trusted.verify(LicenseKey(parsing: arguments[1]))
            guard license.evaluate(facts, at: now).isAllowed else { exit(1) }
        }
        least = min(least, (cpuTime() - start) / UInt64(batch))
    }
    return least
}

print(try measure())
