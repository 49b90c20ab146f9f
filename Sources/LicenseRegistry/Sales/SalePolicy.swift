public import LicenseIssuer

/// With what new licenses are made for sales, and whether their buyers are written to.
public struct SalePolicy: Sendable {
    /// Mints; nil where the registry may not, and then nothing new is granted.
    public var issuer: Issuer?
    /// Whether an e-mail with the key is queued for each buyer with an address.
    public var sendsEmails: Bool

    /// A policy with these means.
    public init(issuer: Issuer?, sendsEmails: Bool) {
        self.issuer = issuer
        self.sendsEmails = sendsEmails
    }

    /// Nothing new is granted.
    static let withoutMinting = SalePolicy(issuer: nil, sendsEmails: false)
}
