/// An error that says for somebody what another one was.
protocol CausedError: Error {
    /// What happened; nil where it is itself what happened.
    var cause: (any Error)? { get }
}
