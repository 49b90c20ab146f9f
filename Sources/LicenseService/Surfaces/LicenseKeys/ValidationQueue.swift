import LicenseRegistry

/// Does the validations that come while others are made durable together.
struct ValidationQueue {
    typealias Outcome = Result<ValidatedLicense, LicenseKeyRefusal>

    private let queue: BatchQueue<Validation, Outcome>

    /// - Parameters:
    ///   - lanes: how many transactions there may be at once; one where the database has one writer.
    ///   - limit: how many callers may wait.
    init(_ activations: Activations, clock: ServiceClock, lanes: Int = 1, waiting limit: Int) {
        queue = BatchQueue(lanes: lanes, waiting: limit) { validations in
            try activations.validate(validations, now: clock.now())
        }
    }

    /// Returns once what is counted is durable.
    func validate(_ validation: Validation) async throws -> Outcome {
        try await queue.outcome(of: validation)
    }

    /// Ends the threads once their work is done.
    func shutDown() async throws {
        try await queue.shutDown()
    }
}
