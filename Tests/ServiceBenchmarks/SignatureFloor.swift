import COSE
import COSESigning
import Foundation
import LicenseSync

/// What an answer to a report cannot cost less than: to verify one message, and to sign two.
enum SignatureFloor {
    private static let rounds = 2000

    /// The processor time of this thread.
    static func secondsOfAnswer() throws -> Double {
        let key = try SigningKey.derive(seed: [UInt8](repeating: 9, count: 32))
        let payload = [UInt8](repeating: 7, count: 200)
        let message = try key.sign(payload: payload, type: .usageReport)
        let start = threadTime()
        for _ in 0..<rounds {
            _ = try message.verified(by: key.verificationKey)
            for _ in 0..<2 { _ = try key.signUnchecked(payload: payload, type: .receipt) }
        }
        return (threadTime() - start) / Double(rounds)
    }

    private static func threadTime() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
}
