import LicenseRegistry

/// Answers the messages of devices that come while others are made durable together.
///
/// One batch at a time: the next one is decided by what this one has written.
struct DeviceQueue {
    private let queue: BatchQueue<DeviceMessage, Result<DeviceAnswer, RegistryError>>

    /// - Parameter limit: how many messages may wait.
    init(_ activations: Activations, keys: ServiceKeys, clock: ServiceClock, waiting limit: Int) {
        let known = KnownDevices()
        queue = BatchQueue(waiting: limit) { messages in
            activations.answers(
                to: messages, knowing: known, now: clock.now(), sign: { keys.sign($0) })
        }
    }

    /// Returns once the answer is durable.
    func answer(to message: DeviceMessage) async throws -> DeviceAnswer {
        try await queue.outcome(of: message).get()
    }

    /// Ends the thread once its work is done.
    func shutDown() async throws {
        try await queue.shutDown()
    }
}
