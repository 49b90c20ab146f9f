// How long Swift's own verification takes: what `measure.c` is compared with, in the same run.
//
//     measure-swift KEY-FILE PUBLIC-KEY-HEX [COUNT]
import COSE
import Glibc
import LicenseVerifier

@main struct Measure {
    static func main() throws {
        let arguments = CommandLine.arguments
        let trusted = TrustedKeys(pinning: try VerificationKey(parsing: arguments[2]))
        let key = text(of: arguments[1])
        let count = arguments.count > 3 ? Int(arguments[3]) ?? 10_000 : 10_000
        for _ in 0..<count { _ = try trusted.verify(LicenseKey(parsing: key)) }
        var least = Double.infinity
        for _ in 0..<count / batch {
            let start = cpu()
            for _ in 0..<batch { _ = try trusted.verify(LicenseKey(parsing: key)) }
            least = min(least, (cpu() - start) / Double(batch))
        }
        print("swift-verify-us", least)
    }

    private static let batch = 40

    private static func cpu() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return Double(time.tv_sec) * 1e6 + Double(time.tv_nsec) / 1e3
    }

    private static func text(of path: String) -> String {
        guard let file = fopen(path, "r") else { return "" }
        defer { fclose(file) }
        var bytes = [UInt8](repeating: 0, count: 4096)
        let count = fread(&bytes, 1, bytes.count, file)
        return String(decoding: bytes[..<count], as: UTF8.self)
    }
}
