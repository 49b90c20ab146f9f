import COSESigning
import LicenseRegistry
import LicenseVerifier
import SQLDatabase

/// One thing that is wrong with the settings, or with what they name.
public struct ConfigurationMistake: Error, Sendable {
    /// One sentence, or two with what to do, that begin with the setting.
    public let sentence: String
    /// What was found, where it is an error of its own: it has an exit status of its own too.
    public let cause: (any Error)?

    init(_ sentence: String, cause: (any Error)? = nil) {
        self.sentence = sentence
        self.cause = cause
    }
}

/// Everything that is wrong with a configuration.
public struct ConfigurationMistakes: Error, Sendable {
    /// Each mistake, in the order of the settings.
    public let all: [ConfigurationMistake]

    /// One sentence for each.
    public var sentences: [String] { all.map(\.sentence) }

    /// Mistakes that were found together.
    public init(_ all: [ConfigurationMistake]) {
        self.all = all
    }

    /// Mistakes in the settings themselves.
    public init(sentences: [String]) {
        all = sentences.map { ConfigurationMistake($0) }
    }
}

extension ConfigurationMistakes {
    /// What an error says of a setting, in our own words.
    ///
    /// The words of a framework are for those who program with it, so an error that we do not know
    /// says only which setting it was.
    init(_ error: any Error, of setting: String) {
        switch error {
        case let mistakes as ConfigurationMistakes: self = mistakes
        case let faults as ShopPolicyFaults: self.init(sentences: faults.sentences)
        default:
            let finding = Self.finding(error).map { "\(setting): \($0)" }
            self.init([
                ConfigurationMistake(finding ?? "\(setting) cannot be used", cause: error)
            ])
        }
    }

    /// What is wrong, and what to do about it; nil for an error that we do not know.
    private static func finding(_ error: any Error) -> String? {
        switch error {
        case let error as KeyFileError: "\(error.description); \(error.nextStep)"
        case let error as ServiceHomeError: "\(error.description); \(error.nextStep)"
        case ConfiguredWebhookError.file(let error): "\(error.description); \(error.nextStep)"
        case let error as ConfiguredWebhookError: error.description
        case let fault as TLSFault: fault.description
        case let fault as ListenFault: fault.description
        case let fault as MailFault: fault.description
        case RegistryError.database(.noTables), SQLError.noTables:
            "there is no registry yet; make it with `latchkeyd init`, or check the name"
        case let error as SQLError: "\(error.description); \(error.nextStep)"
        case let error as any Explained: "\(error.description); \(error.nextStep)"
        default: nil
        }
    }
}
