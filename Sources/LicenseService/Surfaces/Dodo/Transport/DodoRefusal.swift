import HTTPTypes
import Hummingbird
import JSON
import LicenseRegistry
import LicenseVerifier
import NIOCore

/// A request that is refused, in the shape that Dodo's clients read: a code for programs, and a
/// sentence.
struct DodoRefusal: Error, Equatable {
    let status: HTTPResponse.Status
    let code: String
    let message: String
    /// After how many seconds to try again.
    var retryAfter: Int?
    /// Which methods the path knows.
    var allow: [HTTPRequest.Method] = []

    private init(_ status: HTTPResponse.Status, _ code: String, _ message: String) {
        self.status = status
        self.code = code
        self.message = message
    }
}

extension DodoRefusal {
    static let unknownKey = DodoRefusal(
        .notFound, "LICENSE_KEY_NOT_FOUND", "license key not found")
    /// The same code with another status, as Dodo has it.
    static let unknownInstance = DodoRefusal(
        .forbidden, "LICENSE_KEY_NOT_FOUND", "the license key has no such instance")
    static let inactiveKey = DodoRefusal(
        .forbidden, "INACTIVE_LICENSE_KEY", "the license key is disabled or has expired")
    static let subscriptionExpiry = DodoRefusal(
        .badRequest, "NO_EXPIRY_ON_SUBSCRIPTION_LICENSE_KEYS",
        "the license key of a subscription ends with the subscription")
    static let keyExists = DodoRefusal(
        .conflict, "LICENSE_KEY_ALREADY_EXISTS", "this license key exists already")

    static func limitReached(_ limit: UInt64) -> DodoRefusal {
        DodoRefusal(
            .unprocessableContent, "LICENSE_KEY_LIMIT_REACHED",
            "all \(limit) activations of the license key are in use")
    }

    /// Dodo has no such rule, and this is its nearest code.
    static func movedTooOften(_ next: Timestamp) -> DodoRefusal {
        DodoRefusal(
            .unprocessableContent, "LICENSE_KEY_LIMIT_REACHED",
            "activations of the license key have moved as often as they may, until \(next)")
    }

    static func limitTooLow(_ taken: UInt64) -> DodoRefusal {
        DodoRefusal(
            .unprocessableContent, "ACTIVATION_LIMIT_LESS_THAN_CURRENT_AMOUNT",
            "the license key has \(taken) instances")
    }

    static func missing(_ what: String) -> DodoRefusal {
        DodoRefusal(.notFound, "NOT_FOUND", "\(what) not found")
    }

    /// The body is not JSON at all.
    static let notJSON = DodoRefusal(
        .badRequest, "INVALID_REQUEST_BODY", "the body is not JSON")

    /// The body is JSON of another shape.
    static func body(_ message: String) -> DodoRefusal {
        DodoRefusal(.unprocessableContent, "INVALID_REQUEST_BODY", message)
    }

    /// The body has the right shape and is impossible.
    static func parameters(_ message: String) -> DodoRefusal {
        DodoRefusal(.unprocessableContent, "INVALID_REQUEST_PARAMETERS", message)
    }

    static func query(_ name: String) -> DodoRefusal {
        DodoRefusal(.badRequest, "INVALID_QUERY_PARAMS", "\(name) has an invalid value")
    }

    static let ambiguousBusiness = DodoRefusal(
        .forbidden, "FORBIDDEN",
        "there are several businesses, and the token is not bound to one")
}

extension DodoRefusal {
    /// The refusal behind an error of any layer.
    init(_ error: any Error) {
        if let error = error as? DodoRefusal {
            self = error
            return
        }
        let problem = Problem(Self.inItsWords(error))
        self.init(problem.status, Self.code(of: problem), problem.detail)
        retryAfter = problem.retryAfter
        allow = problem.allow
    }

    /// What an instance is called is its name in this contract, and its label in ours.
    private static func inItsWords(_ error: any Error) -> any Error {
        guard case .text(let fault)? = error as? RegistryError, fault.field == "label" else {
            return error
        }
        return TextFault(field: "name", scalar: fault.scalar)
    }

    private static func code(of problem: Problem) -> String {
        if problem.code.hasPrefix("idempotency") {
            return problem.code.uppercased().replacing("-", with: "_")
        }
        return switch problem.status {
        case .unauthorized: "UNAUTHORIZED"
        case .forbidden: "FORBIDDEN"
        case .notFound: "NOT_FOUND"
        case .methodNotAllowed: "METHOD_NOT_ALLOWED"
        case .conflict: "CONFLICT"
        case .unprocessableContent: "INVALID_REQUEST_PARAMETERS"
        case .tooManyRequests: "TOO_MANY_REQUESTS"
        case .serviceUnavailable: "SERVICE_UNAVAILABLE"
        case let status where status.kind == .clientError: "INVALID_REQUEST_BODY"
        default: "INTERNAL_SERVER_ERROR"
        }
    }

    var response: Response {
        var writer = JSONWriter()
        writer.object { writer in
            writer.member("code", code)
            writer.member("message", message)
        }
        var headers: HTTPFields = [
            .contentType: "application/json", .cacheControl: "no-store",
        ]
        if let retryAfter { headers[.retryAfter] = "\(retryAfter)" }
        if !allow.isEmpty { headers[.allow] = allow.map(\.rawValue).joined(separator: ", ") }
        if status == .unauthorized { headers[.wwwAuthenticate] = "Bearer" }
        // The official client considers a conflict temporary, and repeats the request.
        if status == .conflict {
            headers[.xShouldRetry] = retryAfter == nil ? "false" : "true"
        }
        return Response(
            status: status, headers: headers,
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: writer.bytes)))
    }

    static let schema = Schema(
        "DodoRefusal",
        .shape(["code": .text, "message": .text], required: ["code", "message"]))
}

extension HTTPField.Name {
    /// Tells the official clients whether to repeat a request.
    static let xShouldRetry = HTTPField.Name(known: "x-should-retry")
}
