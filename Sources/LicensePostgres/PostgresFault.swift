import SQLDatabase

/// What went wrong on a connection, as far as it decides what happens next.
enum PostgresFault: Error, Equatable {
    /// The server refused a statement; the transaction can only be taken back.
    case statement(SQLError)
    /// What was to carry the statements failed, so the transaction is of no use.
    case transaction(SQLError)
    /// A body failed that has changed something, and there is no savepoint to go back to.
    case unsaved
    /// Two transactions met, and this one must run again.
    case conflict
    /// The connection is gone, or of no use any more.
    case lost
}

extension PostgresFault {
    /// What the caller is told when it cannot be mended.
    var sqlError: SQLError {
        switch self {
        case .statement(let error), .transaction(let error): error
        case .conflict, .unsaved: .busy
        case .lost: .connectionLost
        }
    }

    /// Judges the server's code for a failed statement (PostgreSQL, Appendix A).
    init(_ state: SQLState) {
        switch state.description {
        case "40001", "40P01": self = .conflict
        case "57P01", "57P02", "57P03", "57P05", "25P03": self = .lost
        default: self = state.classCode == "08" ? .lost : .statement(SQLError(state))
        }
    }
}

extension PostgresFault {
    /// Whether the server no longer takes a statement that it has prepared: its plan is from before
    /// a migration, or a pooler has cleared it away.
    ///
    /// A new connection knows neither.
    var isStale: Bool {
        guard case .statement(.other(.sqlState(let state))) = self else { return false }
        return ["0A000", "26000"].contains(state.description)
    }
}

extension SQLError {
    /// The case for a code that speaks of one statement.
    init(_ state: SQLState) {
        switch (state.classCode, state.description) {
        case (_, "53100"): self = .diskFull
        case (_, "53300"), (_, "55P03"), (_, "55006"): self = .busy
        case (_, "57014"): self = .timedOut
        case (_, "25006"), (_, "42501"): self = .readOnly
        case (_, "22021"), ("23", _): self = .constraint
        case (_, "3D000"), (_, "3F000"), ("28", _): self = .cannotConnect(.refused)
        case ("58", _): self = .inputOutput
        case ("XX", "XX001"), ("XX", "XX002"): self = .corrupt
        default: self = .other(.sqlState(state))
        }
    }
}
