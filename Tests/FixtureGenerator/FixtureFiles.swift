import Foundation

/// Every file that the generator owns, by its path from the repository's root.
struct FixtureFiles {
    private var contents: [String: [UInt8]] = [:]

    /// The folders in which every file but the words for people is the generator's.
    private static let owned = ["Keys", "Fixtures"]
    private static let words = ["Keys/README.md", "Fixtures/README.md"]

    var count: Int { contents.count }

    static func all() throws -> FixtureFiles {
        var files = FixtureFiles()
        for issuer in try TestIssuer.all {
            try files.add("Keys/\(issuer.name).TEST-ONLY.key", Array(issuer.privatePEM.utf8))
            try files.add("Keys/\(issuer.name).pub", Array(issuer.publicKey.pem.utf8))
        }
        try files.add("Fixtures/worked-example.json", Array(try WorkedExample.json().text.utf8))
        for (folder, json) in try WorkedObject.all() {
            try files.add("Fixtures/\(folder)/worked-example.json", Array(json.text.utf8))
        }
        for license in try LicenseCase.all() { try files.add(license) }
        try files.add("status-lists", try StatusCase.all().map(\.vector))
        try files.add("trust", try TrustCase.all().map(\.vector))
        try files.add("sync", try SyncCase.all())
        return files
    }

    /// A folder of vectors.
    private mutating func add(_ folder: String, _ vectors: [NamedVector]) throws {
        for vector in vectors {
            try add("Fixtures/\(folder)/\(vector.name).json", Array(vector.json.text.utf8))
        }
    }

    private mutating func add(_ license: LicenseCase) throws {
        let name = license.name
        if case .file(let bytes) = license.input {
            try add("Fixtures/licenses/\(name).lic", bytes)
        }
        let json = license.json(fileName: name + ".lic").text
        try add("Fixtures/licenses/\(name).json", Array(json.utf8))
    }

    private mutating func add(_ path: String, _ bytes: [UInt8]) throws {
        guard contents.updateValue(bytes, forKey: path) == nil else {
            throw GeneratorError.twice(path)
        }
    }

    func write(under root: URL) throws {
        for path in try strays(under: root) {
            try FileManager.default.removeItem(at: root.appending(path: path))
        }
        for (path, bytes) in contents {
            let file = root.appending(path: path)
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(bytes).write(to: file)
        }
    }

    /// One line for each file that is missing, has other bytes, or belongs to nobody.
    func differences(under root: URL) throws -> [String] {
        let changed = contents.compactMap { path, bytes -> String? in
            guard let found = FileManager.default.contents(atPath: root.appending(path: path).path)
            else { return "missing: \(path)" }
            return found.elementsEqual(bytes) ? nil : "differs: \(path)"
        }
        return (changed + (try strays(under: root).map { "stray: \($0)" })).sorted()
    }

    private func strays(under root: URL) throws -> [String] {
        try Self.owned.flatMap { folder -> [String] in
            let path = root.appending(path: folder).path
            guard FileManager.default.fileExists(atPath: path) else { return [] }
            return try FileManager.default.subpathsOfDirectory(atPath: path)
                .map { "\(folder)/\($0)" }
                .filter { contents[$0] == nil && !Self.words.contains($0) }
                .filter { path in
                    // A folder is no file of anybody's.
                    !contents.keys.contains { $0.hasPrefix(path + "/") }
                }
        }
    }
}

/// A mistake in the generator itself.
enum GeneratorError: Error {
    /// Two cases of one folder have one name.
    case twice(String)
    /// libcrypto failed.
    case libcrypto
}
