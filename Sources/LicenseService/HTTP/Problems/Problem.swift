import Foundation
import HTTPTypes
import Hummingbird
import LicenseIssuer
import LicenseRegistry
import LicenseSync
import LicenseVerifier
import NIOCore
import NIOHTTP1

/// A request that is refused, as its sender hears of it (RFC 9457).
struct Problem: Error, Equatable {
    let status: HTTPResponse.Status
    /// A stable name for programs; the last part of the problem's `type`.
    let code: String
    /// One sentence for a person, which never repeats secrets.
    let detail: String
    /// What the person can do about it.
    var nextStep: String?
    /// Which members of the body are at fault.
    var faults: [FieldFault] = []
    /// After how many seconds to try again.
    var retryAfter: Int?
    /// Which methods the place knows.
    var allow: [HTTPRequest.Method] = []
    /// Whether the connection is of no further use.
    var closes = false

    init(
        _ status: HTTPResponse.Status, _ code: String, _ detail: String, nextStep: String? = nil
    ) {
        self.status = status
        self.code = code
        self.detail = detail
        self.nextStep = nextStep
    }

    init(_ status: HTTPResponse.Status, _ error: some Explained) {
        self.init(status, error.code, error.description, nextStep: error.nextStep)
    }
}

/// One member of a request's body or query that cannot be used.
struct FieldFault: Equatable, Codable, Sendable {
    let field: String
    let detail: String
}

extension Problem {
    static let notFound = Problem(.notFound, "not-found", "there is nothing at this place")
    static let internalFault = Problem(
        .internalServerError, "internal", "the service failed at this request",
        nextStep: "report it, with the request's id")

    static func missing(_ kind: RecordKind) -> Problem {
        Problem(.notFound, RegistryError.missing(kind: kind))
    }

    static func malformed(_ detail: String) -> Problem {
        Problem(.badRequest, "malformed", detail)
    }

    static func tooLarge(limit: Int) -> Problem {
        var problem = Problem(
            .contentTooLarge, "too-large", "the body has more than \(limit) bytes")
        problem.closes = true
        return problem
    }

    static func tooSlow(_ time: Duration) -> Problem {
        var problem = Problem(
            .requestTimeout, "too-slow", "the body did not come within \(time)")
        problem.closes = true
        return problem
    }

    static func tooMany(_ detail: String, after seconds: Int) -> Problem {
        var problem = Problem(
            .tooManyRequests, "too-many-requests", detail,
            nextStep: "try again after the time in Retry-After")
        problem.retryAfter = max(seconds, 1)
        return problem
    }

    static var overloaded: Problem {
        var problem = Problem(
            .serviceUnavailable, "overloaded", "more is asked for than this node can do",
            nextStep: "try again after the time in Retry-After")
        problem.retryAfter = 1
        return problem
    }

    static func invalid(_ faults: [FieldFault]) -> Problem {
        var problem = Problem(
            .unprocessableContent, "invalid",
            faults.map { "\($0.field): \($0.detail)" }.joined(separator: "; "))
        problem.faults = faults
        return problem
    }

    static func invalid(_ field: String, _ detail: String) -> Problem {
        invalid([FieldFault(field: field, detail: detail)])
    }
}

extension Problem {
    /// Finds the problem behind an error of any layer.
    init(_ error: any Error) {
        switch error {
        case let problem as Problem: self = problem
        case is Overload: self = .overloaded
        case let error as HTTPParserError: self.init(unreadable: error)
        case let error as RegistryError: self.init(registry: error)
        case let error as MessageRefusal: self.init(refusal: error)
        case let error as SyncError: self.init(.badRequest, error)
        case let error as LicenseError: self.init(.unprocessableContent, error)
        case let error as IssuerError: self.init(.unprocessableContent, error)
        case let error as HTTPError: self.init(http: error.status)
        case let error as any HTTPResponseError: self.init(http: error.status)
        case is CancellationError: self = .overloaded
        default: self = .internalFault
        }
    }

    private init(registry error: RegistryError) {
        switch error {
        case .missing: self.init(.notFound, error)
        case .exists, .rowRecorded, .batchDiffers: self.init(.conflict, error)
        case .constraint: self.init(.conflict, error)
        case .minting(let error): self.init(.unprocessableContent, error)
        case .noIssuer: self.init(.forbidden, error)
        case .statusListsFull, .tokenVoid: self.init(.conflict, error)
        case .busy, .timedOut, .diskFull, .readOnly, .inputOutput, .cannotOpen, .listOutdated,
            .cannotConnect, .connectionLost, .outcomeUnknown:
            self.init(.serviceUnavailable, error)
            retryAfter = 5
        case .message(let error): self.init(.unprocessableContent, error)
        case .notADatabase, .olderSchema, .newerSchema, .otherMigration, .corrupt, .notDurable,
            .column,
            .auditBroken, .database, .notEmpty, .copyDiffers, .invalidURL:
            self.init(.serviceUnavailable, error)
            retryAfter = 60
        }
    }

    private init(refusal: MessageRefusal) {
        switch refusal {
        case .license(let error): self.init(.unprocessableContent, error)
        case .registry(let error): self.init(registry: error)
        case .unknownLicense, .proof:
            self.init(.notFound, "license.unknown", "the service does not know the license")
        case .legacyKey:
            self.init(
                .unprocessableContent, "license.legacy", "this is a license key of another make")
        case .noSeatNeeded:
            self.init(
                .conflict, "license.no-seat-needed",
                "the license is good on any machine and needs no seat",
                nextStep: "use it without an activation")
        case .unknownActivation:
            self.init(
                .notFound, "activation.unknown", "the service has no such activation",
                nextStep: "ask for a seat again")
        }
    }

    init(http status: HTTPResponse.Status) {
        switch status {
        case .notFound: self = .notFound
        case .contentTooLarge: self = .tooLarge(limit: 0)
        case let status where status.kind == .clientError:
            self.init(status, "malformed", "the request cannot be read")
        default: self = .internalFault
        }
    }
}

// MARK: - On the wire

extension Problem {
    private struct Wire: Encodable {
        let type: String
        let title: String
        let status: Int
        let detail: String
        let code: String
        let nextStep: String?
        let errors: [FieldFault]?
        let requestID: String?

        enum CodingKeys: String, CodingKey {
            case type, title, status, detail, code, errors
            case nextStep = "next_step"
            case requestID = "request_id"
        }
    }

    /// The document and the header fields that go with it.
    ///
    /// - Parameter requestID: names the request, where it has a name.
    func document(requestID: String?) -> (headers: HTTPFields, content: ByteBuffer) {
        let wire = Wire(
            type: "urn:latchkey:problem:\(code)", title: status.reasonPhrase, status: status.code,
            detail: detail, code: code, nextStep: nextStep, errors: faults.isEmpty ? nil : faults,
            requestID: requestID)
        var headers: HTTPFields = [
            .contentType: "application/problem+json", .cacheControl: "no-store",
        ]
        if let retryAfter { headers[.retryAfter] = "\(retryAfter)" }
        if !allow.isEmpty { headers[.allow] = allow.map(\.rawValue).joined(separator: ", ") }
        if status == .unauthorized { headers[.wwwAuthenticate] = "Bearer" }
        // A value of strings and numbers always encodes.
        return (headers, (try? JSONText.bytes(of: wire)) ?? ByteBuffer())
    }

    func response(requestID: String, closing channel: (any Channel)? = nil) -> Response {
        let (headers, content) = document(requestID: requestID)
        return Response(
            status: status, headers: headers, body: ResponseBody(byteBuffer: content)
        ).closing(channel)
    }

    static let schema = Schema(
        "Problem",
        .shape(
            [
                "type": .text, "title": .text, "status": .integer, "detail": .text, "code": .text,
                "next_step": .text, "request_id": .text,
                "errors": .array(of: .shape(["field": .text, "detail": .text])),
            ], required: ["type", "title", "status", "detail", "code", "request_id"]))
}

extension Response {
    /// The answer after which the connection ends, a moment later so that it arrives: whoever sends
    /// too much or too slowly is not read to the end.
    func closing(_ channel: (any Channel)?) -> Response {
        guard let channel else { return self }
        var headers = headers
        headers[.connection] = "close"
        let body = body
        return Response(
            status: status, headers: headers,
            body: ResponseBody(contentLength: body.contentLength) { writer in
                try await body.write(writer)
                channel.eventLoop.scheduleTask(in: .milliseconds(200)) {
                    channel.close(promise: nil)
                }
            })
    }
}
