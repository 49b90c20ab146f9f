import HTTPTypes
import Hummingbird
import NIOCore

/// In whose words a place speaks.
enum Surface: Sendable {
    /// Our own: problem documents (RFC 9457).
    case native
    /// Dodo Payments'.
    case dodo
    /// Polar's.
    case polar
}

extension Surface {
    /// What the sender of a request hears of an error.
    func response(
        to error: any Error, requestID: String, closing channel: (any Channel)? = nil
    ) -> Response {
        switch self {
        case .native: Problem(error).response(requestID: requestID, closing: channel)
        case .dodo: DodoError(error).response.closing(channel)
        case .polar: PolarRefusal(error).response(closing: channel)
        }
    }

    /// How refusals look, for the OpenAPI document.
    var refusal: (mediaType: String, schema: Schema) {
        switch self {
        case .native: ("application/problem+json", Problem.schema)
        case .dodo: ("application/json", DodoError.schema)
        case .polar: ("application/json", PolarSchema.refusal)
        }
    }

    /// The form of the ids in the surface's places.
    var identifier: JSONValue {
        switch self {
        case .native, .polar: .uuid
        case .dodo: .text
        }
    }
}
