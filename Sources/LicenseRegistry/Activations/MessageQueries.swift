import COSE
import LicenseSync
import LicenseVerifier
import SQLDatabase

/// What is asked about the messages of a device that are remembered.
struct MessageQueries {
    private let reading: any Reading

    init(_ reading: any Reading) {
        self.reading = reading
    }

    /// The answer that a message got before.
    func answer(
        to message: MessageDigest, of activation: ActivationID
    ) throws(RegistryError) -> [UInt8] {
        let receipt = try reading.value(
            [UInt8].self,
            """
            SELECT receipt FROM device_message
            WHERE activation_id = $1 AND message_digest = $2 AND receipt IS NOT NULL
            """, [.id(activation), .blob(message.bytes)])
        guard let receipt else { throw .missing(kind: .activation) }
        return receipt
    }
}
