import Hummingbird

/// A request whose body was read to learn who sends it, and its name among those that are repeated.
struct ReadRequest<Content: Sendable>: Sendable {
    /// The request, with its `Idempotency-Key` and without its body.
    let request: Request
    let sender: IdempotencySender
    /// What the body says.
    let content: Content
}
