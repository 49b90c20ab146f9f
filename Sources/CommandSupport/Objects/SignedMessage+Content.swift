package import COSE
import LicenseVerifier

extension Sequence<SignedMessage> {
    /// The messages of one type, those together that are signatures over one content.
    package func signatures(of type: MessageType) -> [[SignedMessage]] {
        let grouped = Dictionary(
            grouping: filter { $0.header.type == type }, by: { Array($0.unverifiedPayload) })
        return Array(grouped.values)
    }
}
