import CommandSupport
import LicenseRegistry
import LicenseVerifier
import Terminal

/// Finds the seat that a person means, by its activation's id or the first characters of it.
enum SeatReference {
    /// How many seats are told to choose from.
    private static let maxChoices = 5

    /// The activation that is meant; throws where there is none, or more than one.
    static func activation(_ text: String, in activations: Activations) throws -> ActivationID {
        if let id = ActivationID(text) { return id }
        guard let id = try beginning(text, in: activations) else {
            throw CommandFailure(
                .noInput, code: "seats.unknown", "no seat is called \(quoted(text))",
                nextStep: "see the ids with `latchkey seats list`")
        }
        return id
    }

    /// The only activation that begins so; nil where none does, and throws where several do.
    static func beginning(_ text: String, in activations: Activations) throws -> ActivationID? {
        guard text.utf8.count >= LicenseReference.minPrefix else { return nil }
        let found = try activations.ids(beginning: text, limit: maxChoices + 1)
        guard found.count < 2 else {
            let choices = found.prefix(maxChoices).map { "\($0)" }.joined(separator: ", ")
            throw CommandFailure(
                .usage, code: "seats.several-found",
                "several seats are called \(quoted(text)), such as \(choices)",
                nextStep: "name one by its whole id")
        }
        return found.first
    }
}
