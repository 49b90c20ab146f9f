import Foundation
import Hummingbird
import NIOCore

extension Request {
    /// A JSON body; unknown members are ignored.
    func json<Wire: Decodable & Sendable>(
        _ type: Wire.Type, _ limits: RequestLimits
    ) async throws -> Wire {
        try require(type: "application/json")
        let bytes = try await bytes(upTo: limits.bodyBytes)
        do {
            return try JSONDecoder().decode(type, from: Data(bytes.readableBytesView))
        } catch let error as DecodingError {
            throw Problem(error)
        }
    }
}

extension Problem {
    /// What is wrong with a JSON body, by the path of the member.
    init(_ error: DecodingError) {
        func field(_ context: DecodingError.Context, _ key: (any CodingKey)? = nil) -> String {
            let path = context.codingPath + (key.map { [$0] } ?? [])
            return path.isEmpty ? "body" : path.map(\.stringValue).joined(separator: ".")
        }
        switch error {
        case .keyNotFound(let key, let context): self = .invalid(field(context, key), "is missing")
        case .typeMismatch(_, let context): self = .invalid(field(context), "has the wrong type")
        case .valueNotFound(_, let context): self = .invalid(field(context), "is null")
        case .dataCorrupted(let context) where context.codingPath.isEmpty:
            self = .malformed("the body is not JSON")
        case .dataCorrupted(let context): self = .invalid(field(context), "has an invalid value")
        @unknown default: self = .malformed("the body cannot be read")
        }
    }
}
