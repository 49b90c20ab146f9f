import CommandSupport
import Glibc
package import LicenseService
import RegistryCommandSupport
package import Terminal

extension ConfigurationMistakes: CommandError {
    package var exitStatus: ExitStatus { .configuration }

    package var failure: CommandFailure {
        CommandFailure(
            exitStatus, sentences, nextStep: "see all settings with `latchkeyd check-config`")
    }
}

extension ServiceHomeError: CommandError {
    package var exitStatus: ExitStatus {
        switch self {
        case .cannotCreate: .cannotCreate
        case .noSuchKey, .otherKey: .configuration
        case .deviceKey: .notPermitted
        }
    }

    package var failure: CommandFailure {
        switch self {
        case .cannotCreate(let path, let code):
            CommandFailure(
                exitStatus, "\(path) cannot be made: \(String(cString: strerror(code)))",
                nextStep: "make the directory above it, or name another directory with --home")
        case .noSuchKey(let name):
            CommandFailure(
                exitStatus, "the registry has no issuing key called \(name)",
                nextStep: "make one with `latchkey keys new`, or leave keys.minting out")
        case .otherKey(let name):
            CommandFailure(
                exitStatus, "the private key of \(name) is not the one in the registry",
                nextStep: "restore its file from a backup")
        case .deviceKey(let name):
            CommandFailure(
                exitStatus, "the key \(name) is in a device, so its successor is not made here",
                nextStep: "make one in the device, and name it in the directory's \(name).uri")
        }
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

extension ForeignFault: CommandError {
    package var exitStatus: ExitStatus {
        switch self {
        case .notAnItem, .member, .unmapped, .keyTaken, .unknownLicense: .malformed
        case .registry(let error): error.exitStatus
        }
    }

    package var failure: CommandFailure {
        CommandFailure(
            exitStatus, description, nextStep: "give the JSON that the shop's API returns")
    }
}
