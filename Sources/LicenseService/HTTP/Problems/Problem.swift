import HTTPTypes
import Hummingbird
import LicenseIssuer
import LicenseRegistry
import LicenseSync
import LicenseVerifier
import NIOHTTP1
import SQLDatabase

/// A request that is refused, as its sender hears of it (RFC 9457).
package struct Problem: Error, Equatable {
    let status: HTTPResponse.Status
    /// A stable name for programs; the last part of the problem's `type`.
    package let code: String
    /// One sentence for a person, which never repeats secrets.
    let detail: String
    /// What the person can do about it.
    var nextStep: String?
    /// Which members of the body are wrong.
    var faults: [FieldFault] = []
    /// After how many seconds to try again.
    var retryAfter: Int?
    /// Which methods the path knows.
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

extension Problem {
    /// The number of the answer's HTTP status.
    package var statusCode: Int { status.code }
}

/// One member of a request's body or query that cannot be used.
struct FieldFault: Equatable, Codable, Sendable {
    let field: String
    let detail: String
}

extension Problem {
    static let notFound = Problem(
        .notFound, "not-found", "not found",
        nextStep: "check the path, and the ids in it")
    static let internalFault = Problem(
        .internalServerError, "internal", "the service failed to handle this request",
        nextStep: "report it, with the request id")

    static func missing(_ kind: RecordKind) -> Problem {
        Problem(.notFound, RegistryError.missing(kind: kind))
    }

    static func malformed(_ detail: String) -> Problem {
        Problem(
            .badRequest, "malformed", detail,
            nextStep: "send the request as GET /openapi.json describes it")
    }

    static func tooLarge(limit: Int) -> Problem {
        var problem = Problem(
            .contentTooLarge, "too-large", "the body has more than \(limit) bytes",
            nextStep: "send less at a time")
        problem.closes = true
        return problem
    }

    static func tooSlow(_ time: Duration) -> Problem {
        var problem = Problem(
            .requestTimeout, "too-slow", "the body did not arrive within \(time)",
            nextStep: "send it again, if need be over a faster connection")
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
            .serviceUnavailable, "overloaded", "this node is overloaded",
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

    /// A name with a character that nobody sees.
    init(_ fault: TextFault) {
        self.init(.unprocessableContent, fault)
        faults = [FieldFault(field: fault.field, detail: fault.detail)]
    }

    static func invalid(_ field: String, _ detail: String) -> Problem {
        invalid([FieldFault(field: field, detail: detail)])
    }
}

/// An error of a feature that says itself how its sender hears of it.
protocol ProblemConvertible: Error {
    var problem: Problem { get }
}

extension Problem {
    /// Finds the problem behind an error of any layer.
    package init(_ error: any Error) {
        switch error {
        case let problem as Problem: self = problem
        case let error as any ProblemConvertible: self = error.problem
        case is Overload: self = .overloaded
        case let error as HTTPParserError: self.init(unreadable: error)
        case let error as RegistryError: self.init(registry: error)
        case let error as SQLError: self.init(registry: .database(error))
        case let error as SyncError: self.init(.badRequest, error)
        case let error as LicenseError: self.init(.unprocessableContent, error)
        case let error as IssuerError: self.init(.unprocessableContent, error)
        case let fault as TextFault: self.init(fault)
        case let error as HTTPError: self.init(http: error.status)
        case let error as any HTTPResponseError: self.init(http: error.status)
        case is CancellationError: self = .overloaded
        default: self = .internalFault
        }
    }

    init(registry error: RegistryError) {
        switch error {
        case .missing: self.init(.notFound, error)
        case .exists, .idTaken, .rowRecorded, .batchDiffers, .revoked:
            self.init(.conflict, error)
        case .minting(let error): self.init(.unprocessableContent, error)
        case .licenseEnded: self = .invalid("expires_at", "is in the past")
        case .rotatedTooOften(let seconds), .issuedAhead(let seconds):
            self.init(.tooManyRequests, error)
            retryAfter = Int(clamping: seconds)
        case .text(let fault): self.init(fault)
        case .noIssuer: self.init(.forbidden, error)
        case .tokenUnknown: self.init(.notFound, error)
        case .statusListsFull, .positionTaken, .tokenVoid, .customerOfAnother:
            self.init(.conflict, error)
        case .seatMoves(let next):
            self.init(.conflict, error)
            nextStep =
                "wait until \(next), or have the vendor let it pass with beyond_moves in the query"
        case .listOutdated:
            self.init(.serviceUnavailable, error)
            retryAfter = 5
        case .message(let error): self.init(.unprocessableContent, error)
        case .moved:
            // Where a registry went is said by the log and the command line alone.
            self.init(
                .serviceUnavailable, error.code, "this registry was moved",
                nextStep: "try again later; its operator finds the new place in the log")
            retryAfter = 60
        case .markOfAnother, .mark, .markDamaged, .registryLost, .registryElsewhere, .listNumber:
            // Where the service keeps its files is nobody else's business.
            self.init(
                .serviceUnavailable, error.code, "the service cannot give anything out now",
                nextStep: "try again later; its operator finds the reason in the log")
            retryAfter = 60
        case .behind, .markMissing, .auditBroken, .notEmpty, .copyDiffers:
            self.init(.serviceUnavailable, error)
            retryAfter = 60
        case .database(let error): self.init(database: error)
        }
    }

    private init(database error: SQLError) {
        switch error {
        case .constraint: self.init(.conflict, RegistryError.database(error))
        case .busy, .timedOut, .diskFull, .readOnly, .noRights, .inputOutput, .cannotOpen,
            .cannotConnect,
            .connectionLost, .outcomeUnknown:
            self.init(.serviceUnavailable, RegistryError.database(error))
            retryAfter = 5
        case .notADatabase, .noTables, .olderSchema, .newerSchema, .otherMigration, .corrupt,
            .foreignLog, .notDurable, .column, .circularTables, .invalidURL, .other:
            self.init(.serviceUnavailable, RegistryError.database(error))
            retryAfter = 60
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
