import COSE
import HTTPTypes
import JSON
import LicenseRegistry

/// A request that an app has sent to a shop, and what the shop answered.
struct RecordedExchange: Sendable {
    /// Its number in the recording, from 1 on.
    let number: Int
    let method: HTTPRequest.Method
    /// With its query.
    let path: String
    /// `Polar-Version`, where it was sent.
    let version: String?
    let body: [UInt8]
    let status: Int
    /// The answer's body; nil where there was none, or it was not JSON.
    let answer: JSON?
}

/// A recording of an app: HAR 1.2, as browsers and proxies export it, or a JSON object on each line.
struct Recording: Sendable {
    /// What went to the shop, in its order.
    private(set) var exchanges: [RecordedExchange] = []
    /// How many requests went elsewhere, or were never answered.
    private(set) var others = 0

    /// Reads a recording; throws for one that is neither.
    init(_ content: [UInt8], of shop: ShopMessage.Shop) throws(RehearsalError) {
        for (index, entry) in try Self.entries(content).enumerated() {
            guard let entry, let url = entry.url, let method = HTTPRequest.Method(entry.method)
            else { throw .unreadableRequest(index + 1) }
            guard let path = Self.path(of: url, at: shop), entry.status != 0 else {
                others += 1
                continue
            }
            exchanges.append(
                RecordedExchange(
                    number: index + 1, method: method, path: path, version: entry.version,
                    body: entry.body, status: entry.status, answer: entry.answer))
        }
    }

    private static func entries(_ content: [UInt8]) throws(RehearsalError) -> [RecordedEntry?] {
        // What is no single document is read line by line.
        if let document = try? JSON(parsing: content), let log = document.object?["log"]?.object {
            guard let entries = log["entries"]?.array else { throw .unreadableRequest(1) }
            return entries.map { RecordedEntry(har: $0) }
        }
        let lines = content.split(whereSeparator: { $0 == 10 || $0 == 13 })
        // A bad line is told by its number.
        return lines.map { line in
            (try? JSON(parsing: Array(line))).flatMap { RecordedEntry(line: $0) }
        }
    }

    /// The path with its query; nil for a URL that is not the shop's.
    private static func path(of url: String, at shop: ShopMessage.Shop) -> String? {
        guard let start = url.firstRange(of: "://") else { return url.hasPrefix("/") ? url : nil }
        let rest = url[start.upperBound...]
        let slash = rest.firstIndex(of: "/") ?? rest.endIndex
        let host = rest[..<slash].lowercased()
        guard host == shop.host || host.hasSuffix(".\(shop.host)") else { return nil }
        return slash == rest.endIndex ? "/" : String(rest[slash...])
    }
}

extension ShopMessage.Shop {
    fileprivate var host: String {
        switch self {
        case .polar: "polar.sh"
        case .dodo: "dodopayments.com"
        }
    }
}

/// One entry of a recording, of either form.
private struct RecordedEntry {
    let method: String
    let url: String?
    let version: String?
    let body: [UInt8]
    let status: Int
    let answer: JSON?

    /// `{"method", "url" or "path", "headers", "body", "status", "answer"}`; bodies are JSON or texts.
    init?(line: JSON) {
        guard let object = line.object, let status = object["status"]?.integer else { return nil }
        method = object["method"]?.string ?? "POST"
        url = (object["url"] ?? object["path"])?.string
        version =
            object["headers"]?.object?.effective
            .first { $0.name.lowercased() == Self.versionName }?.value.string
        body = object["body"].map { Self.bytes($0) } ?? []
        self.status = Int(clamping: status)
        answer = object["answer"].flatMap { Self.json($0) }
    }

    init?(har entry: JSON) {
        guard let request = entry.object?["request"]?.object,
            let response = entry.object?["response"]?.object,
            let method = request["method"]?.string, let status = response["status"]?.integer
        else { return nil }
        self.method = method
        url = request["url"]?.string
        version =
            request["headers"]?.array?.compactMap(\.object)
            .first { $0["name"]?.string?.lowercased() == Self.versionName }?["value"]?.string
        body = request["postData"]?.object?["text"].map { Self.bytes($0) } ?? []
        self.status = Int(clamping: status)
        let content = response["content"]?.object
        let text = content?["text"]?.string ?? ""
        // A body that is not base64, though it is said to be, is none.
        let decoded =
            content?["encoding"]?.string == "base64"
            ? try? Base64.decodePadded(text.utf8) : Array(text.utf8)
        answer = decoded.flatMap { try? JSON(parsing: $0) }
    }

    private static let versionName = "polar-version"

    private static func bytes(_ value: JSON) -> [UInt8] {
        if value.isNull { return [] }
        return value.string.map { Array($0.utf8) } ?? value.encoded
    }

    /// A text is what was on the wire, and is read as JSON.
    private static func json(_ value: JSON) -> JSON? {
        if value.isNull { return nil }
        guard let text = value.string else { return value }
        return try? JSON(parsing: Array(text.utf8))
    }
}
