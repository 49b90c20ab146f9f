import COSE
import HTTPTypes
import Hummingbird
import LicenseVerifier
import NIOCore

/// Stylesheet and script, under names that tell their content: a browser asks for each once.
struct PageAssets: Sendable {
    private struct Asset: Sendable {
        let name: String
        let mediaType: String
        let content: ByteBuffer
    }

    private let assets: [Asset]

    init() {
        assets = [
            Self.asset("pages", "css", "text/css; charset=utf-8", PageStylesheet.text),
            Self.asset("pages", "js", "text/javascript; charset=utf-8", PageScript.text),
        ]
    }

    private static func asset(
        _ name: String, _ ending: String, _ mediaType: String, _ text: String
    ) -> Asset {
        Asset(
            name: "\(name)-\(hash(Array(text.utf8))).\(ending)", mediaType: mediaType,
            content: ByteBuffer(string: text))
    }

    /// A part of a name that changes with the content.
    static func hash(_ content: [UInt8]) -> String {
        Base64.encodeURL(Array(SHA256.digest(of: content).prefix(9)))
    }

    var stylesheet: String { "/assets/\(assets[0].name)" }
    var script: String { "/assets/\(assets[1].name)" }

    /// What caches may keep for ever, since another content has another name.
    static let immutable = "public, max-age=31536000, immutable"

    func response(_ name: String) throws(Problem) -> Response {
        guard let asset = assets.first(where: { $0.name == name }) else { throw .notFound }
        return Response(
            status: .ok,
            headers: [
                .contentType: asset.mediaType, .cacheControl: Self.immutable,
                .xContentTypeOptions: "nosniff",
            ], body: ResponseBody(byteBuffer: asset.content))
    }
}
