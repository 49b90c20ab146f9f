import HTTPTypes
import Hummingbird
import JSON
import NIOCore

/// A request that is refused, in the shape that Polar's clients read.
struct PolarRefusal: Error {
    enum Body: Sendable {
        /// A name that clients compare, and a sentence.
        case named(String, String)
        /// An unknown path or method.
        case plain(String)
        /// What is wrong with a token (RFC 6750 §3).
        case token(String, String)
        /// All that is wrong with a request, under a name.
        case problems(String, [PolarProblem])
        /// Nothing.
        case empty
    }

    let status: HTTPResponse.Status
    let body: Body
    var headers: HTTPFields = [:]
    /// Whether the connection is of no further use.
    var closes = false

    init(_ status: HTTPResponse.Status, _ body: Body) {
        self.status = status
        self.body = body
    }

    init(_ status: HTTPResponse.Status, _ error: String, _ detail: String) {
        self.init(status, .named(error, detail))
    }
}

extension PolarRefusal {
    static let notFound = PolarRefusal(.notFound, "ResourceNotFound", "Not found")
    static let unknownPath = PolarRefusal(.notFound, .plain("Not Found"))

    static func unknownMethod(_ allowed: [HTTPRequest.Method]) -> PolarRefusal {
        var refusal = PolarRefusal(.methodNotAllowed, .plain("Method Not Allowed"))
        refusal.headers[.allow] = allowed.map(\.rawValue).joined(separator: ", ")
        return refusal
    }

    /// Well formed, but impossible.
    static func impossible(_ problem: PolarProblem) -> PolarRefusal {
        PolarRefusal(
            .unprocessableContent, .problems("PolarRequestValidationError", [problem]))
    }

    static func malformed(_ problems: [PolarProblem]) -> PolarRefusal {
        PolarRefusal(.unprocessableContent, .problems("RequestValidationError", problems))
    }

    static func tooMany(after seconds: Int) -> PolarRefusal {
        var refusal = PolarRefusal(.tooManyRequests, .empty)
        refusal.headers[.retryAfter] = "\(max(seconds, 1))"
        return refusal
    }

    static let noLength = PolarRefusal(
        .lengthRequired, "LengthRequired", "Content-Length header is required.")

    static func tooLarge(limit: Int) -> PolarRefusal {
        var refusal = PolarRefusal(
            .contentTooLarge, "RequestBodyTooLarge",
            "The request body has more than \(limit) bytes.")
        refusal.closes = true
        return refusal
    }
}

// MARK: - Errors of other layers

extension PolarRefusal {
    init(_ error: any Error) {
        if let refusal = error as? PolarRefusal {
            self = refusal
        } else {
            self.init(Problem(error))
        }
    }

    private init(_ problem: Problem) {
        switch problem.status {
        case .notFound: self = .notFound
        case .tooManyRequests: self = .tooMany(after: problem.retryAfter ?? 1)
        case .contentTooLarge: self = .tooLarge(limit: 0)
        case .unprocessableContent:
            self = .malformed(
                problem.faults.map { fault in
                    PolarProblem(
                        .valueError, [.name("body"), .name(fault.field)],
                        "Value error, \(fault.detail)")
                }
                    + (problem.faults.isEmpty
                        ? [PolarProblem(.valueError, [.name("body")], problem.detail)] : []))
        default:
            self.init(problem.status, Self.name(of: problem.status), problem.detail)
        }
        if let seconds = problem.retryAfter { headers[.retryAfter] = "\(max(seconds, 1))" }
        closes = closes || problem.closes
    }

    private static func name(of status: HTTPResponse.Status) -> String {
        switch status {
        case .badRequest: "BadRequest"
        case .forbidden: "NotPermitted"
        case .conflict: "ResourceConflict"
        case .requestTimeout: "RequestTimeout"
        case .serviceUnavailable: "ServiceUnavailable"
        default: "InternalServerError"
        }
    }
}

// MARK: - On the wire

extension PolarRefusal {
    /// - Parameter channel: closed after the answer to a body that is too long or too slow.
    func response(closing channel: (any Channel)? = nil) -> Response {
        var headers = headers
        var writer = JSONWriter()
        switch body {
        case .empty: return Response(status: status, headers: headers)
        case .named(let error, let detail):
            writer.object { writer in
                writer.member("error", error)
                writer.member("detail", detail)
            }
        case .plain(let detail): writer.object { $0.member("detail", detail) }
        case .token(let error, let description):
            writer.object { writer in
                writer.member("error", error)
                writer.member("error_description", description)
            }
        case .problems(let error, let problems):
            writer.object { writer in
                writer.member("error", error)
                writer.name("detail")
                writer.array { writer in for problem in problems { problem.write(to: &writer) } }
            }
        }
        headers[.contentType] = "application/json"
        let content = ByteBuffer(bytes: writer.bytes)
        return Response(
            status: status, headers: headers, body: ResponseBody(byteBuffer: content)
        ).closing(closes ? channel : nil)
    }
}
