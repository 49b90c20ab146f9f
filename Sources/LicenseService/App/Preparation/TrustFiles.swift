import Foundation
public import LicenseRegistry

/// The trust bundle and its affirmation lists, as their files hold them.
struct TrustFiles {
    let bundle: [UInt8]
    let affirmations: [[UInt8]]

    /// Reads the files that the settings name.
    init(_ configuration: ServiceConfiguration) throws(ConfigurationMistakes) {
        bundle =
            try configuration.trustBundlePath.map { path throws(ConfigurationMistakes) in
                try Self.read(path, of: "trust.bundle")
            } ?? []
        affirmations = try configuration.affirmationPaths.map {
            path throws(ConfigurationMistakes) in
            try Self.read(path, of: "trust.affirmations")
        }
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
    /// The trust bundle that the service hands out; nil where none is set.
    public func servedBundle() throws(ConfigurationMistakes) -> ServedBundle? {
        guard trustBundlePath != nil else { return nil }
        let files = try TrustFiles(self)
        do {
            return try ServedBundle(files.bundle, affirmations: files.affirmations)
        } catch {
            throw ConfigurationMistakes(error, of: "trust.bundle")
        }
    }
}
