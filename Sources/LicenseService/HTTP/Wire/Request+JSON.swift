import Foundation
import Hummingbird
import JSON
import NIOCore

extension Request {
    /// A JSON body; unknown members are ignored.
    func json<Wire: Decodable & Sendable>(
        _ type: Wire.Type, _ limits: RequestLimits
    ) async throws -> Wire {
        try await json(type, limits) { _ in [] }
    }

    /// A JSON body of exactly this shape: members that it does not have are refused, as who sends one
    /// means something by it.
    func json<Wire: Decodable & Sendable>(
        _ type: Wire.Type, of schema: Schema, _ limits: RequestLimits
    ) async throws -> Wire {
        try await json(type, limits) { schema.faults(in: $0) }
    }

    private func json<Wire: Decodable & Sendable>(
        _ type: Wire.Type, _ limits: RequestLimits, _ check: (JSON) -> [FieldFault]
    ) async throws -> Wire {
        try require(type: "application/json")
        let bytes = Array(try await bytes(upTo: limits.bodyBytes).readableBytesView)
        // The decoder takes more for JSON than JSON is, and less for a number.
        guard let body = try? JSON(parsing: bytes) else {
            throw Problem.malformed("the body is not JSON")
        }
        let faults = check(body)
        guard faults.isEmpty else { throw Problem.invalid(faults) }
        do {
            return try JSONDecoder().decode(type, from: Data(bytes))
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
        case .dataCorrupted(let context): self = .invalid(field(context), "has an invalid value")
        @unknown default: self = .malformed("the body cannot be read")
        }
    }
}
