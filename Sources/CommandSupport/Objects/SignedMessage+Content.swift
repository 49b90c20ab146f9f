package import COSE
import LicenseLedger

extension Sequence<SignedMessage> {
    /// The messages of one type, those together that are signatures over one content.
    package func signatures(of type: MessageType) -> [[SignedMessage]] {
        SignedContents(filter { $0.header.type == type }).groups
    }
}
