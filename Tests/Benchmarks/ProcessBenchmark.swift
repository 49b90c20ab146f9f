import COSE
import Foundation
import Glibc
import LicenseIssuer
import LicenseTestSupport
import LicenseVerifier

/// Whole processes: what a person waits for, and what a small machine must have.
enum ProcessBenchmark {
    static func run(millions: Bool) throws {
        let tool = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
            .deletingLastPathComponent().appendingPathComponent("latchkey").path
        guard FileManager.default.isExecutableFile(atPath: tool) else {
            print("latchkey is not built beside the benchmarks; its start was not measured")
            return
        }
        let seed = [UInt8](repeating: 7, count: 32)
        let minted = try Sample.minimal(seed: seed)
        let key = try Sample.issuer(seed: seed).verificationKey.hexadecimal
        let verify = [tool, "verify", "--key", key, "--at", "2027-06-01", minted.text]
        var best = Double.infinity
        var peak = 0
        for _ in 0..<20 {
            let usage = try child(verify)
            best = min(best, usage.seconds)
            peak = max(peak, usage.peakKilobytes)
        }
        Line("latchkey verify, whole process", best * 1000, "ms", atMost: 20).show()
        Line("latchkey verify, peak memory", Double(peak) / 1024, "MB", atMost: 25).show()
        if millions { try issueMillion(tool) }
    }

    /// A million keys through the registry and into a file.
    private static func issueMillion(_ tool: String) throws {
        let home = FileManager.default.temporaryDirectory
            .appendingPathComponent("latchkey-benchmark-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: home) }
        _ = try child([tool, "keys", "new", "--home", home, "--no-passphrase"])
        _ = try child([tool, "benefits", "add", "pro", "--home", home, "--prefix", "ACME"])
        let usage = try child([
            tool, "issue", "--home", home, "--count", "1000000", "--batch-name", "million",
            "--output", home + "/keys.txt",
        ])
        Line("latchkey issue, 1,000,000 keys with registry", 1e6 / usage.seconds, "/s").show()
        Line("latchkey issue, peak memory", Double(usage.peakKilobytes) / 1024, "MB", atMost: 150)
            .show()
    }

    private static func child(
        _ arguments: [String]
    ) throws -> (seconds: Double, peakKilobytes: Int) {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0)
        posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0)
        var pointers = arguments.map { strdup($0) } + [nil]
        defer { for pointer in pointers { free(pointer) } }
        var process: pid_t = 0
        var usage = rusage()
        var status: Int32 = 0
        let seconds = Measure.seconds {
            guard posix_spawn(&process, arguments[0], &actions, nil, &pointers, environ) == 0 else {
                status = -1
                return
            }
            wait4(process, &status, 0, &usage)
        }
        precondition(status == 0, "\(arguments.joined(separator: " ")) failed")
        return (seconds, usage.ru_maxrss)
    }
}
