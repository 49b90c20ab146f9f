/// A small program with the vendor's key in it.
struct NewApp {
    /// One of its files.
    struct File {
        let path: String
        let content: String

        /// The folders in which it is, the outermost first.
        var folders: [String] {
            path.indices.filter { path[$0] == "/" }.map { String(path[..<$0]) }
        }
    }

    let files: [File]
    /// The command that builds it, in its directory.
    let build: String
}

extension PublicKeyConstant {
    /// A program of this language.
    ///
    /// - Parameters:
    ///   - key: the key as a constant of the language.
    ///   - prefix: the brand that is taken; nil for any.
    func app(pinning key: String, prefix: String?) -> NewApp {
        switch self {
        case .swift: .swift(key, prefix)
        case .c: .c(key, prefix)
        case .python: .python(key, prefix)
        case .js: .javaScript(key, prefix)
        case .go: .go(key, prefix)
        case .rust: .rust(key, prefix)
        }
    }
}
