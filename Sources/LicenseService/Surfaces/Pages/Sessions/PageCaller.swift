import LicenseRegistry

/// Somebody who is signed in to the pages.
protocol PageCaller: Sendable {
    var session: PageSession { get }
    var credential: PageCredential<PageSessionKind> { get }

    /// Whether they may know that there is a license.
    func reaches(_ license: LicenseDetails) -> Bool
}

extension PageCaller {
    /// What the audit log says of their changes.
    var name: String { session.actor }
}
