import Foundation

/// The Swift files under `Sources`, read as text.
struct SourceTree {
    struct File {
        /// From `Sources` on, such as `CBOR/CBORError.swift`.
        let path: String
        let text: SwiftText
    }

    let files: [File]

    init(under root: URL) throws {
        let names = try FileManager.default.subpathsOfDirectory(atPath: root.path)
        files = try names.filter { $0.hasSuffix(".swift") }.sorted().map { name in
            File(
                path: name,
                text: SwiftText(Array(try Data(contentsOf: root.appendingPathComponent(name)))))
        }
    }

    /// The files of which a path begins with one of these.
    func files(in folders: String...) -> [File] {
        files.filter { file in folders.contains { file.path.hasPrefix($0 + "/") } }
    }

    /// The enum of that name, with what its extensions say about its cases.
    func declaredEnum(_ name: String) -> DeclaredEnum {
        let last = name.split(separator: ".").last.map(String.init) ?? name
        var (declaration, extensions) = (SwiftText([]), [SwiftText]())
        for file in files where file.text.mentions(last) {
            if name == last || file.path.hasSuffix("/\(name.split(separator: ".")[0]).swift"),
                let body = file.text.body(after: "enum \(last)")
            {
                declaration = body
            }
            extensions += file.text.bodies(after: "extension \(name)")
        }
        return DeclaredEnum(declaration: declaration, extensions: extensions)
    }
}
