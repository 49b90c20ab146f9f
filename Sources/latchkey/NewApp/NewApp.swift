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
    /// What must be there for the command, as a sentence.
    let need: String

    /// For programs that call `liblatchkey`.
    static let library = """
        this needs liblatchkey: .ci/build-library PREFIX installs it from a checkout of Latchkey, and \
        PKG_CONFIG_PATH=PREFIX/lib/pkgconfig says where it is
        """
    /// For programs that take files from a checkout.
    static let checkout = "this needs a checkout of Latchkey: LATCHKEY is its path"
    /// Where the program finds the library when it runs, as no system directory need hold it.
    static let runPath = "-Wl,-rpath,$(pkg-config --variable=libdir latchkey)"
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
