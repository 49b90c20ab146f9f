/// What is said where the system's libcrypto has no Ed25519: by every error that it may become, so that
/// a sound key or signature is never called wrong.
package enum MissingEd25519 {
    /// The stable code.
    package static let code = "platform.no-ed25519"
    /// One sentence without a full stop.
    package static let description =
        "this system's libcrypto cannot verify Ed25519 signatures, so nothing is known of this one"
    /// What the person can do about it.
    package static let nextStep =
        "let the program use OpenSSL's default provider, and see that the configuration allows Ed25519"
}
