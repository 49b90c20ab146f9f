public import COSE
import COSESigning

/// Signs a payload as one kind of message, unless it would be longer than any reader takes.
func sign(
    _ payload: [UInt8], as form: MessageForm, by key: borrowing SigningKey
) throws(SyncError) -> SignedMessage {
    let message = try signUnchecked(payload, as: form, by: key)
    do throws(SigningKeyError) {
        try key.check(message)
    } catch {
        throw .signing(error)
    }
    return message
}

/// The same without the verification by which a faulty processor shows, which costs nearly three
/// signatures: for many messages at once, of which the caller checks one.
func signUnchecked(
    _ payload: [UInt8], as form: MessageForm, by key: borrowing SigningKey
) throws(SyncError) -> SignedMessage {
    let message: SignedMessage
    do throws(SigningKeyError) {
        message = try key.signUnchecked(payload: payload, type: form.type)
    } catch {
        throw .signing(error)
    }
    guard message.bytes.count <= SyncLimits.maxMessage else {
        throw .tooLong(count: message.bytes.count, limit: SyncLimits.maxMessage)
    }
    return message
}

extension SignedMessage {
    /// Reads the bytes of any device message (Device-Messages, verification steps 1 and 2).
    public init(deviceMessage bytes: [UInt8]) throws(SyncError) {
        guard bytes.count <= SyncLimits.maxMessage else {
            throw .tooLong(count: bytes.count, limit: SyncLimits.maxMessage)
        }
        do throws(COSEError) {
            try self.init(bytes, maxPayload: SyncLimits.maxMessage)
        } catch {
            throw .message(error)
        }
    }
}
