import COSE
import JavaScriptVerifier
import LicenseVerifier
import NIOCore

/// Stylesheet and scripts, under names that tell their content: a browser asks for each once.
struct PageAssets: Sendable {
    private struct Asset: Sendable {
        let name: String
        let mediaType: String
        let content: ByteBuffer

        init(_ name: String, _ ending: String, _ mediaType: String, _ content: [UInt8]) {
            self.name = "\(name)-\(PageAssets.hash(content)).\(ending)"
            self.mediaType = mediaType
            self.content = ByteBuffer(bytes: content)
        }

        static func script(_ name: String, _ content: [UInt8]) -> Asset {
            Asset(name, "js", "text/javascript; charset=utf-8", content)
        }
    }

    private let assets: [Asset]
    let stylesheet: String
    let script: String
    /// The module that checks license keys; it imports the verifier by name.
    let checkModule: String

    init() {
        let sheet = Asset(
            "pages", "css", "text/css; charset=utf-8", Array(PageStylesheet.text.utf8))
        let script = Asset.script("pages", Array(PageScript.text.utf8))
        let verifier = Asset.script("latchkey", JavaScriptVerifier.module)
        let sentences = Asset.script("latchkey-sentences", JavaScriptVerifier.sentences)
        let check = Asset.script(
            "check",
            Array(CheckScript.text(verifier: verifier.name, sentences: sentences.name).utf8))
        assets = [sheet, script, verifier, sentences, check]
        stylesheet = "/assets/\(sheet.name)"
        self.script = "/assets/\(script.name)"
        checkModule = "/assets/\(check.name)"
    }

    /// A part of a name that changes with the content.
    static func hash(_ content: [UInt8]) -> String {
        Base64.encodeURL(Array(SHA256.digest(of: content).prefix(9)))
    }

    func content(_ name: String) throws(Problem) -> AssetContent {
        guard let asset = assets.first(where: { $0.name == name }) else { throw .notFound }
        return AssetContent(mediaType: asset.mediaType, content: asset.content)
    }
}
