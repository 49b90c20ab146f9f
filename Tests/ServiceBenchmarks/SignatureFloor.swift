import COSE
import COSESigning
import Glibc
import LicenseSync

/// What an answer to a report cannot cost less than: to verify one message, and to sign two.
enum SignatureFloor {
    private static let rounds = 2000

    /// The processor time of one answer.
    static func secondsOfAnswer() throws -> Double {
        let key = try SigningKey.derive(seed: [UInt8](repeating: 9, count: 32))
        let payload = [UInt8](repeating: 7, count: 200)
        let message = try key.sign(payload: payload, type: .usageReport)
        let start = processorTime()
        for _ in 0..<rounds {
            _ = try message.verified(by: key.verificationKey)
            for _ in 0..<2 { _ = try key.signUnchecked(payload: payload, type: .receipt) }
        }
        return (processorTime() - start) / Double(rounds)
    }

    /// The processor time of this process, which does nothing else meanwhile.
    private static func processorTime() -> Double {
        Double(clock()) / Double(CLOCKS_PER_SEC)
    }
}
