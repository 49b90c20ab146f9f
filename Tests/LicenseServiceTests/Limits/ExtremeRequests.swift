import HTTPTypes
import JSON
import LicenseVerifier
import NIOCore

@testable import LicenseService

/// Requests of one operation that are as they should be but for one value.
struct ExtremeRequests {
    /// A request as it is sent.
    struct Sent {
        var name: String
        var path: String
        var headers: HTTPFields = [:]
        var body: String?
    }

    let operation: LicenseService.Operation
    /// What there is, by the words that stand before an id in a path or in its name.
    let ids: [String: String]
    /// Whether headers are tried that all operations of a surface read alike.
    let triesHeaders: Bool

    private static let mark = "@@here@@"
    private static let headers = [
        "Idempotency-Key", "Accept", "If-None-Match", "Range", "If-Range", "Polar-Version",
        "Polar-Organization", "X-Forwarded-For", "X-Forwarded-Host", "X-Request-Id",
        "Content-Type", "Host", "Cookie", "Origin",
    ]

    /// All of them, one value in one place at a time.
    var all: [Sent] {
        ExtremeValue.all.flatMap { value in
            inPath(value) + inQuery(value) + inHeaders(value) + inBody(value)
        } + inBody(ExtremeValue.large)
    }

    private var base: Sent {
        var sent = Sent(name: "", path: path)
        if let body { sent.body = text(sample(body, "")) }
        return sent
    }

    private func named(_ place: String, _ value: ExtremeValue) -> String {
        "\(operation.method) \(operation.path): \(place) is \(value.name)"
    }

    // MARK: - Paths and queries

    private var parts: [Substring] { operation.path.split(separator: "/") }

    private var path: String {
        var before: Substring = ""
        return parts.map { part in
            defer { before = part }
            return part.hasPrefix("{") ? "/" + id(named: before) : "/\(part)"
        }.joined()
    }

    private func id(named word: some StringProtocol) -> String {
        let known = ids.first { word.contains($0.key) }?.value
        return known ?? "3f0c6f2e-0a51-4f0e-9f0a-2f1f5c1d9f4e"
    }

    private func inPath(_ value: ExtremeValue) -> [Sent] {
        guard let plain = value.plain, !plain.isEmpty else { return [] }
        return parts.indices.filter { parts[$0].hasPrefix("{") }.map { index in
            var sent = base
            var given = path.split(separator: "/").map(String.init)
            given[index] = LicenseKeyListRoutes.encoded(plain)
            sent.path = "/" + given.joined(separator: "/")
            sent.name = named("\(parts[index])", value)
            return sent
        }
    }

    private func inQuery(_ value: ExtremeValue) -> [Sent] {
        guard let plain = value.plain else { return [] }
        let names =
            operation.query.map(\.name) + (operation.method == .get ? ["page", "limit"] : [])
        return Set(names).sorted().map { name in
            var sent = base
            sent.path += "?\(name)=\(LicenseKeyListRoutes.encoded(plain))"
            sent.name = named("?\(name)", value)
            return sent
        }
    }

    // MARK: - Headers

    private func inHeaders(_ value: ExtremeValue) -> [Sent] {
        guard let plain = value.plain else { return [] }
        return Self.headers.prefix(triesHeaders ? Self.headers.count : 1).compactMap { header in
            guard let name = HTTPField.Name(header) else { return nil }
            var sent = base
            sent.headers[name] = plain
            sent.name = named(header, value)
            return sent
        }
    }

    // MARK: - Bodies

    private var body: JSON? {
        guard case .json(let schema) = operation.request else { return nil }
        return schema.definition
    }

    private func inBody(_ value: ExtremeValue) -> [Sent] {
        guard let body else { return [] }
        var bodies = [(place: "the body", text: value.json)]
        for place in Self.places(in: body) {
            let marked = text(sample(body, "", at: place[...]))
            bodies.append(
                (
                    place.joined(separator: "."),
                    marked.replacing("\"\(Self.mark)\"", with: value.json)
                ))
        }
        return bodies.map { place, text in
            Sent(name: named(place, value), path: path, body: text)
        }
    }

    /// Where a body may have members, each by the names that lead to it.
    private static func places(in schema: JSON, depth: Int = 0) -> [[String]] {
        let object = shape(of: schema)
        guard depth < 3, let members = object["properties"]?.object?.members else {
            guard let items = object["items"] else { return [] }
            return [["0"]] + places(in: items, depth: depth + 1).map { ["0"] + $0 }
        }
        return members.flatMap { member in
            [[member.name]]
                + places(in: member.value, depth: depth + 1).map { [member.name] + $0 }
        }
    }

    /// The first of several shapes that is not null.
    private static func shape(of schema: JSON) -> JSONObject {
        let choices = schema.object?["anyOf"]?.array ?? schema.object?["oneOf"]?.array
        return choices?.first { $0.object?["type"] != "null" }.map(shape) ?? schema.object
            ?? JSONObject()
    }

    /// A good value of a schema, with a mark at one place.
    private func sample(
        _ schema: JSON, _ name: String, at place: ArraySlice<String>? = nil
    ) -> JSON {
        if let place, place.isEmpty { return .string(Self.mark) }
        let object = Self.shape(of: schema)
        if let members = object["properties"]?.object?.members {
            let required = object["required"]?.array?.compactMap(\.string) ?? []
            return .object(
                JSONObject(
                    members.filter { $0.name == place?.first || required.contains($0.name) }
                        .map { member in
                            let rest = place?.first == member.name ? place?.dropFirst() : nil
                            return JSONObject.Member(
                                member.name, sample(member.value, member.name, at: rest))
                        }))
        }
        if let items = object["items"] {
            return .array([sample(items, name, at: place?.dropFirst())])
        }
        if let choice = object["enum"]?.array?.first { return choice }
        switch (object["type"]?.string, object["format"]?.string) {
        case ("integer", _), ("number", _): return 1
        case ("boolean", _): return true
        case ("object", _): return .object(JSONObject())
        case (_, "date-time"): return "2027-06-01T00:00:00Z"
        default: return .string(name == "key" ? ids["key"] ?? "" : text(named: name))
        }
    }

    private func text(named name: String) -> String {
        if name.hasSuffix("_id") || name == "id" { return id(named: name) }
        if name.contains("url") { return "https://hooks.example.com/a" }
        if name.contains("email") { return "ann@example.com" }
        return name.contains("license_key") ? ids["key"] ?? "" : "a"
    }

    private func text(_ json: JSON) -> String { String(decoding: json.encoded, as: UTF8.self) }
}
