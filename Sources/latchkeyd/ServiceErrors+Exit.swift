import CommandSupport
import Glibc
package import LicenseService
import RegistryCommandSupport
package import Terminal

extension ConfigurationMistakes: CommandError {
    /// Of one mistake that is an error of its own, the status of that error.
    package var exitStatus: ExitStatus {
        let cause = all.count == 1 ? all.first?.cause as? any CommandError : nil
        return cause?.exitStatus ?? .configuration
    }

    package var failure: CommandFailure {
        let cause = all.count == 1 ? all.first?.cause as? any CommandError : nil
        return CommandFailure(
            exitStatus, code: cause?.failure.code, sentences,
            nextStep: "see all settings with `latchkeyd check-config`")
    }

    /// As the end of a command that works with the settings: the first mistakes are enough.
    var shortFailure: CommandFailure {
        let limit = 5
        guard all.count > limit else { return failure }
        return CommandFailure(
            exitStatus, sentences.prefix(limit) + ["\(all.count - limit) more mistakes"],
            nextStep: "see all of them with `latchkeyd check-config`")
    }
}

extension TLSFault: CommandError {
    package var exitStatus: ExitStatus {
        switch self {
        case .keyFile(let error): error.exitStatus
        case .unreadable: .noInput
        case .noCertificate, .noKey, .otherKey: .malformed
        }
    }

    package var failure: CommandFailure {
        if case .keyFile(let error) = self { return error.failure }
        return CommandFailure(
            exitStatus, description,
            nextStep: "see all settings with `latchkeyd check-config`")
    }
}

extension ListenFault: CommandError {
    package var exitStatus: ExitStatus {
        switch self {
        case .unknownHost: .configuration
        case .inUse, .system: .unavailable
        }
    }

    package var failure: CommandFailure {
        CommandFailure(
            exitStatus, description, nextStep: "see all settings with `latchkeyd check-config`")
    }
}

extension ServiceHomeError: CommandError {
    package var exitStatus: ExitStatus {
        switch self {
        case .cannotCreate: .cannotCreate
        case .noHome, .noSuchKey, .otherKey, .keyElsewhere, .otherOrganization,
            .noSuchOrganization:
            .configuration
        }
    }

    package var failure: CommandFailure {
        CommandFailure(exitStatus, description, nextStep: nextStep)
    }
}

extension ConfiguredWebhookError: CommandError {
    package var exitStatus: ExitStatus {
        switch self {
        case .file(let error): error.exitStatus
        case .secrets: .configuration
        }
    }

    package var failure: CommandFailure {
        if case .file(let error) = self { return error.failure }
        return CommandFailure(
            exitStatus, description,
            nextStep: "write one secret on each line, such as whsec_ and base64 of 32 bytes")
    }
}

extension RehearsalError: CommandError {
    package var exitStatus: ExitStatus {
        switch self {
        case .unreadableRequest: .malformed
        }
    }

    package var failure: CommandFailure {
        CommandFailure(
            exitStatus, description,
            nextStep: "give a HAR file, or on each line a JSON object with method, url, body, "
                + "status and answer")
    }
}

extension ForeignFault: CommandError {
    package var exitStatus: ExitStatus {
        switch self {
        case .notAnItem, .otherSpelling, .notJSON, .refusal, .organizations, .otherOrganization,
            .maskedKey,
            .otherKey, .member, .unmapped, .keyTaken, .unknownLicense:
            .malformed
        case .registry(let error): error.exitStatus
        }
    }

    package var failure: CommandFailure {
        CommandFailure(
            exitStatus, description, nextStep: "give the JSON that the shop's API returns")
    }
}
