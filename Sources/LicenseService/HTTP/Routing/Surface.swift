import HTTPTypes
import Hummingbird
import JSON
import NIOCore

/// The contract that an operation follows: how it refuses, and how its ids look.
///
/// The service's own is here; each shop whose API is spoken adds one beside its routes.
struct Surface: Sendable {
    let name: String
    /// How refusals look, for the OpenAPI document.
    let refusal: (mediaType: String, schema: Schema)
    /// The schema of the ids in paths.
    let identifier: JSON
    /// Whether its operations are in the OpenAPI document.
    var isDocumented = true
    /// Whether an `Idempotency-Key` also counts for operations that need no token.
    let repeatsOpenOperations: Bool
    /// How long a copy of a request that is being worked on waits for its answer: people who press a
    /// button twice see what the first copy has done.
    var patience = Duration.zero
    /// Whether an error is the surface's own refusal, which has changed nothing.
    let isRefusal: @Sendable (any Error) -> Bool
    /// What the sender of a request is told of an error.
    ///
    /// The channel is closed afterwards where the connection is of no further use.
    let response:
        @Sendable (_ error: any Error, _ requestID: String, _ channel: (any Channel)?) -> Response

    /// The service's own: problem documents (RFC 9457).
    static let native = Surface(
        name: "native", refusal: ("application/problem+json", Problem.schema), identifier: .id,
        repeatsOpenOperations: false, isRefusal: { _ in false }
    ) { error, requestID, channel in
        Problem(error).response(requestID: requestID, closing: channel)
    }
}

extension Surface: Hashable {
    static func == (left: Surface, right: Surface) -> Bool { left.name == right.name }

    func hash(into hasher: inout Hasher) { hasher.combine(name) }
}
