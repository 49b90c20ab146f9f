/// A request to a vendor's service.
public struct HTTPRequest: Equatable, Sendable {
    /// The two verbs that the service knows for devices.
    public enum Method: String, Sendable {
        case get = "GET"
        case post = "POST"
    }

    /// The verb.
    public var method: Method
    /// The whole address.
    public var url: String
    /// The names in small letters.
    public var headers: [String: String]
    /// What is sent; empty for `get`.
    public var body: [UInt8]
    /// The most bytes of an answer that are taken.
    public var limit: Int

    /// A request for a document.
    public static func get(_ url: String, knowing tag: String?, limit: Int) -> HTTPRequest {
        HTTPRequest(
            method: .get, url: url, headers: tag.map { ["if-none-match": $0] } ?? [:], body: [],
            limit: limit)
    }

    /// A message of a device.
    public static func post(_ message: [UInt8], to url: String) -> HTTPRequest {
        HTTPRequest(
            method: .post, url: url, headers: ["content-type": "application/cose"],
            body: message, limit: 1 << 20)
    }
}

/// What the service answered.
public struct HTTPAnswer: Equatable, Sendable {
    /// The status code.
    public var status: Int
    /// The names in small letters.
    public var headers: [String: String]
    /// The document.
    public var body: [UInt8]

    /// Puts an answer together.
    public init(status: Int, headers: [String: String] = [:], body: [UInt8] = []) {
        self.status = status
        self.headers = headers
        self.body = body
    }
}

/// Why nothing was answered.
public enum HTTPFault: Error, Equatable, Sendable {
    /// The server could not be reached, or went silent.
    case unreachable
    /// The server's certificate is not one that is trusted.
    case untrusted
    /// More was sent than was asked for.
    case tooLong
    /// The address is none.
    case address
}

/// Carries requests to a service: a network, or a test's faults.
public protocol HTTPTransport: Sendable {
    /// Sends a request and takes the whole answer.
    func send(_ request: HTTPRequest) async throws(HTTPFault) -> HTTPAnswer
}
