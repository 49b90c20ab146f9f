/// What becomes of the token that a new one replaces.
public enum FormerToken: Sendable {
    /// It stays good until it expires, as long as its license does.
    case runsOut
    /// It is invalid from now on, and for ever, and so is every one before it; but a device that
    /// shows it online is taken for the holder of the license.
    case isOutdated
    /// It is invalid from now on, and for ever, and so is every one before it; and it names nothing.
    case isVoid
}

/// What becomes of an end that was set before the signed one when a license gets a new token.
public enum FormerEnd: Sendable {
    /// It counts no longer.
    case isForgotten
    /// It still counts.
    case isKept
}
