/// Whether several customers of an organization may have one e-mail address.
public enum EmailRule: Sendable {
    /// As many as like.
    case shared
    /// One that is not deleted.
    case single
}
