import Glibc
public import LicenseIssuer
public import SQLDatabase

extension MarkDirectory {
    /// Where a home keeps the mark of a registry.
    ///
    /// A registry in a home's file has one mark, beside that file, whichever home works on it and by
    /// whichever path: two marks would each take the other's work for a restore. One on a server, or
    /// in a file that is in no home, has a mark in each home.
    public init(of home: HomeLayout, registry: DatabaseURL) {
        guard case .sqlite(let path) = registry else {
            self.init(path: home.markPath, isShared: true)
            return
        }
        let file = Self.canonicalPath(of: path)
        let own = HomeLayout(path: Self.canonicalPath(of: home.path))
        guard file != own.registryPath else {
            let isShared = Self.hasOtherNames(file)
            self.init(
                path: home.markPath, isShared: isShared, registryFile: isShared ? nil : file)
            return
        }
        let owner = HomeLayout(path: Self.directory(of: file))
        if file == owner.registryPath, access(owner.markPath, F_OK) == 0 {
            self.init(path: owner.markPath, registryFile: file)
        } else {
            self.init(path: home.markPath, isShared: true)
        }
    }

    /// The one path of a file, without links; one that is not there yet has that of its directory.
    private static func canonicalPath(of path: String) -> String {
        if let real = real(path) { return real }
        let name = path.split(separator: "/", omittingEmptySubsequences: false).last ?? ""
        return real(directory(of: path)).map { "\($0)/\(name)" } ?? path
    }

    private static func real(_ path: String) -> String? {
        guard let real = realpath(path, nil) else { return nil }
        defer { free(real) }
        return String(cString: real)
    }

    private static func directory(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    /// Whether another home may have the file too, by a hard link.
    private static func hasOtherNames(_ file: String) -> Bool {
        var status = stat()
        return stat(file, &status) == 0 && status.st_nlink > 1
    }
}
