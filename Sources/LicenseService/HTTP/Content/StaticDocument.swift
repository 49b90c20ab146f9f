import COSE
import HTTPTypes
import Hummingbird
import LicenseVerifier
import NIOCore

/// Bytes that caches may keep: with a strong tag of the content, ranges, and 304 (RFC 9110 §13,
/// §14; RFC 9111).
struct StaticDocument: Sendable {
    let body: ByteBuffer
    let mediaType: String
    let etag: String
    /// How long a cache need not ask again.
    private let freshness: Freshness

    private enum Freshness {
        case until(Timestamp)
        case lasting(Duration)
    }

    /// A document that is promised to be replaced at a moment.
    init(_ bytes: [UInt8], mediaType: String, freshUntil: Timestamp) {
        self.init(bytes, mediaType, .until(freshUntil))
    }

    /// A document that may be replaced at any time.
    init(_ bytes: [UInt8], mediaType: String, lifetime: Duration) {
        self.init(bytes, mediaType, .lasting(lifetime))
    }

    private init(_ bytes: [UInt8], _ mediaType: String, _ freshness: Freshness) {
        body = ByteBuffer(bytes: bytes)
        self.mediaType = mediaType
        self.freshness = freshness
        etag = "\"\(Base64.encodeURL(Array(SHA256.digest(of: bytes).prefix(18))))\""
    }

    /// What a request is answered with.
    func content(for request: Request, at now: Timestamp) -> DocumentContent {
        DocumentContent(document: self, request: request.headers, now: now)
    }

    fileprivate func response(to request: HTTPFields, at now: Timestamp) -> Response {
        let age: Int64 =
            switch freshness {
            case .until(let moment): max(0, (moment - now).components.seconds)
            case .lasting(let span): span.components.seconds
            }
        var headers: HTTPFields = [
            .eTag: etag, .cacheControl: "public, max-age=\(age)", .acceptRanges: "bytes",
        ]
        if let known = request[.ifNoneMatch], Self.names(known, etag) {
            return Response(status: .notModified, headers: headers)
        }
        headers[.contentType] = mediaType
        guard let wanted = request[.range],
            request[.ifRange].map({ $0 == etag }) ?? true,
            let range = ByteRange(wanted, of: body.readableBytes)
        else {
            return Response(status: .ok, headers: headers, body: ResponseBody(byteBuffer: body))
        }
        guard case .bytes(let bytes) = range,
            let part = body.getSlice(at: body.readerIndex + bytes.lowerBound, length: bytes.count)
        else {
            headers[.contentRange] = "bytes */\(body.readableBytes)"
            return Response(status: .rangeNotSatisfiable, headers: headers)
        }
        headers[.contentRange] =
            "bytes \(bytes.lowerBound)-\(bytes.upperBound - 1)/\(body.readableBytes)"
        return Response(
            status: .partialContent, headers: headers, body: ResponseBody(byteBuffer: part))
    }

    /// Whether a list of tags names this one; the comparison is weak, as RFC 9110 §13.1.2 has it.
    private static func names(_ list: String, _ tag: String) -> Bool {
        list.split(separator: ",").contains { item in
            let item = item.drop { $0 == " " }.prefix { $0 != " " }
            return item == "*" || item == tag || item.dropFirst(2) == tag && item.hasPrefix("W/")
        }
    }
}

/// A document, or as much of it as a request asks for.
struct DocumentContent: ResponseContent {
    fileprivate let document: StaticDocument
    fileprivate let request: HTTPFields
    fileprivate let now: Timestamp

    /// The status follows from what the request has already.
    func response(status: HTTPResponse.Status) -> Response {
        document.response(to: request, at: now)
    }
}

/// One range of bytes that is asked for; anything else is answered with the whole.
enum ByteRange: Equatable {
    case bytes(Range<Int>)
    case outside

    init?(_ header: String, of count: Int) {
        guard header.hasPrefix("bytes="), !header.contains(",") else { return nil }
        let ends = header.dropFirst(6).split(separator: "-", omittingEmptySubsequences: false)
        guard ends.count == 2, ends.allSatisfy({ $0.utf8.count <= 15 }) else { return nil }
        switch (Int(ends[0]), Int(ends[1])) {
        case (let first?, let last?) where first <= last:
            self = first < count ? .bytes(first..<min(last + 1, count)) : .outside
        case (let first?, nil) where ends[1].isEmpty:
            self = first < count ? .bytes(first..<count) : .outside
        case (nil, let length?) where ends[0].isEmpty:
            self = length > 0 ? .bytes(max(0, count - length)..<count) : .outside
        default: return nil
        }
    }
}
