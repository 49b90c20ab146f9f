import Synchronization

/// Who sends messages of devices in one request.
///
/// Messages that are refused, or about what nobody here knows, cost verifications and look-ups all the
/// same, so there is an end to them: a request with too many is answered no further.
final class DeviceSender: Sendable {
    /// How many messages of one request may be about nothing.
    static let maxWorthless = 16

    let network: ClientNetwork
    private let worthless = Atomic(0)

    init(_ network: ClientNetwork) {
        self.network = network
    }

    /// Throws once too many messages of the request were about nothing.
    func check() throws(Problem) {
        guard worthless.load(ordering: .relaxed) < Self.maxWorthless else {
            throw .tooMany(
                "too many messages of this request were refused", after: 1)
        }
    }

    /// Notes that a message was refused, or about nothing that there is.
    func noteWorthless() {
        worthless.add(1, ordering: .relaxed)
    }
}
