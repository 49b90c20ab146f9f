import CLatchkey

/// What a program that calls the library does wrong. The names are those of the header's parameters.
extension Failure {
    /// A pointer that must point at something is null.
    package static func nullPointer(_ name: StaticString) -> Failure {
        misuse(.nullPointer, "argument.null", "the argument \(name) is NULL")
    }

    /// A handle that is not there, or is one of another type.
    package static func badHandle(_ name: StaticString) -> Failure {
        misuse(
            .badHandle, "argument.handle",
            "the argument \(name) is not a live handle of its type")
    }

    /// A value outside of what a function takes.
    package static func badArgument(_ name: StaticString, _ rule: StaticString) -> Failure {
        misuse(.badArgument, "argument.range", "the argument \(name) must be \(rule)")
    }

    /// Bytes that are not UTF-8.
    package static func notUTF8(_ name: StaticString) -> Failure {
        misuse(.notUTF8, "argument.not-utf8", "the argument \(name) is not UTF-8")
    }

    /// Something that is not there to be given.
    package static func absent(_ what: StaticString) -> Failure {
        misuse(.absent, "argument.absent", "there is no \(what)")
    }

    /// Two threads at something that one may use at a time.
    package static func busy(_ name: StaticString) -> Failure {
        misuse(.busy, "argument.busy", "another thread is using the argument \(name)")
    }

    /// Something that a thread of the parent was changing at the moment of a fork.
    static func changedByParent(_ name: StaticString) -> Failure {
        misuse(
            .otherProcess, "argument.other-process",
            "the argument \(name) was being changed in the process that this one is a fork of")
    }

    /// More handles than anybody needs.
    package static let tooManyHandles = Failure(
        .tooManyHandles, code: "argument.too-many-handles", "too many handles are alive",
        nextStep: "free handles with latchkey_free once they are not needed")

    private static func misuse(
        _ result: latchkey_result, _ code: String, _ message: String
    ) -> Failure {
        Failure(
            result, code: code, message, nextStep: "report this mistake to the program's vendor")
    }
}
