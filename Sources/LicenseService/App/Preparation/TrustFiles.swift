import Foundation
public import LicenseRegistry

/// A trust bundle and its affirmation lists, as their files hold them.
struct TrustFile: Sendable {
    /// The bundle's file.
    let path: String
    let bundle: [UInt8]
    let affirmations: [[UInt8]]

    init(path: String, bundle: [UInt8], affirmations: [[UInt8]] = []) {
        self.path = path
        self.bundle = bundle
        self.affirmations = affirmations
    }

    /// Reads one of the files that `trust.bundle` names, with the affirmation lists that its root keys
    /// have signed.
    ///
    /// Lists that no bundle's root keys have signed are the first one's, which is not read with them.
    init(_ number: Int, of configuration: ServiceConfiguration) throws(ConfigurationMistakes) {
        let paths = configuration.bundlePaths
        let bundle = try Self.read(paths[number], of: "trust.bundle")
        let lists = try configuration.affirmationPaths.map {
            path throws(ConfigurationMistakes) in
            try Self.read(path, of: "trust.affirmations")
        }
        var others: [[UInt8]] = []
        for (place, path) in paths.enumerated() where place != number {
            // One that cannot be read is said where it is handed out.
            if let other = try? Self.read(path, of: "trust.bundle") { others.append(other) }
        }
        self.init(
            path: paths[number], bundle: bundle,
            affirmations: lists.filter { list in
                number == 0 && !others.contains { Self.isList(list, of: $0) }
                    || Self.isList(list, of: bundle)
            })
    }

    /// Reads them all.
    static func all(
        of configuration: ServiceConfiguration
    ) throws(ConfigurationMistakes) -> [TrustFile] {
        var files: [TrustFile] = []
        for number in configuration.bundlePaths.indices {
            files.append(try TrustFile(number, of: configuration))
        }
        return files
    }

    private static func isList(_ list: [UInt8], of bundle: [UInt8]) -> Bool {
        (try? ServedBundle(bundle, affirmations: [list])) != nil
    }

    private static func read(
        _ path: String, of setting: String
    ) throws(ConfigurationMistakes) -> [UInt8] {
        // Why a file cannot be read says the framework in its own words.
        guard let data = try? Data(contentsOf: URL(fileURLWithPath: path)) else {
            throw ConfigurationMistakes(sentences: [
                "\(setting): \(path) cannot be read; check the file's name and permissions"
            ])
        }
        return Array(data)
    }
}

extension ServiceConfiguration {
    /// The files of all bundles; the first is that of the service's own vendor.
    public var bundlePaths: [String] { (trustBundlePath.map { [$0] } ?? []) + otherBundlePaths }

    /// What the mistakes of a bundle's file are told of: the setting, and beside others the file.
    func bundleSetting(_ path: String) -> String {
        otherBundlePaths.isEmpty ? "trust.bundle" : "trust.bundle: \(path)"
    }

    /// The trust bundles that the service hands out, that of its own vendor first; none where none is
    /// set.
    public func servedBundles() throws(ConfigurationMistakes) -> [ServedBundle] {
        var bundles: [ServedBundle] = []
        for file in try TrustFile.all(of: self) { bundles.append(try served(file)) }
        return bundles
    }

    private func served(_ file: TrustFile) throws(ConfigurationMistakes) -> ServedBundle {
        do {
            return try ServedBundle(file.bundle, affirmations: file.affirmations)
        } catch {
            throw ConfigurationMistakes(error, of: bundleSetting(file.path))
        }
    }
}
