import ArgumentParser

/// A name that somebody gives; an empty text, as an unset variable of a shell leaves it, is none.
struct NameArgument: ExpressibleByArgument {
    let text: String

    init?(argument: String) {
        guard argument.contains(where: { !$0.isWhitespace }) else { return nil }
        text = argument
    }
}
