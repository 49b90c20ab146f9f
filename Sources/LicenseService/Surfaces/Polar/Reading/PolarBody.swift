import HTTPTypes
import Hummingbird
import JSON

/// The body of a request, as far as it can be read before its sender is known.
enum PolarBody: Sendable {
    case nothing
    case json(JSON)
}

extension PolarBody {
    /// Reads the body; throws where it is not JSON at all.
    init(_ request: Request, limits: RequestLimits) async throws {
        let buffer = try await request.bytes(upTo: limits.bodyBytes)
        guard buffer.readableBytes > 0 else {
            self = .nothing
            return
        }
        guard Self.isJSON(request.headers[.contentType] ?? "") else {
            // A body of another type is a text, which has no members.
            self = .json(.string(String(buffer: buffer)))
            return
        }
        do throws(JSONError) {
            self = .json(try JSON(parsing: Array(buffer.readableBytesView)))
        } catch {
            throw PolarRefusal.malformed([
                PolarProblem(
                    .noJSON, [.name("body"), .index(error.offset)], "JSON decode error")
            ])
        }
    }

    /// `application/json`, or another type that is written in JSON.
    private static func isJSON(_ type: String) -> Bool {
        if type == "application/json" { return true }
        let name = type.prefix { $0 != ";" }.lowercased().filter { $0 != " " }
        return name == "application/json"
            || name.hasPrefix("application/") && name.hasSuffix("+json")
    }
}
