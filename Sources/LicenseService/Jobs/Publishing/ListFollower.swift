/// What waits for the status lists that are served, and is told before and after each round of
/// publishing.
protocol ListFollower: Sendable {
    /// Goes on, where there is nothing to wait for any more.
    func settle()
}
