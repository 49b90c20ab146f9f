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
        if let body { sent.body = text(sample.value(of: body)) }
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
            given[index] = PercentEncoding.encoded(plain)
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
            sent.path += "?\(name)=\(PercentEncoding.encoded(plain))"
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
        for place in SchemaSample.places(in: body) {
            let marked = text(sample.value(of: body, at: place[...], is: .string(Self.mark)))
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

    private var sample: SchemaSample {
        SchemaSample { name in name == "key" ? ids["key"] ?? "" : text(named: name) }
    }

    private func text(named name: String) -> String {
        if name.hasSuffix("_id") || name == "id" { return id(named: name) }
        if name.contains("url") { return "https://hooks.example.com/a" }
        if name.contains("email") { return "ann@example.com" }
        return name.contains("license_key") ? ids["key"] ?? "" : "a"
    }

    private func text(_ json: JSON) -> String { String(decoding: json.encoded, as: UTF8.self) }
}
