import LicenseRegistry
import LicenseVerifier

extension ServedTrust {
    /// One for each file of `trust.bundle`, the first of them this one.
    var files: [ServedTrust] { [self] + others }

    /// What is handed out to an organization's devices; nil where its bundle is not served here.
    func content(of organization: OrganizationID) -> Content? {
        files.lazy.compactMap(\.current).first { $0.bundle.organization == organization }
    }

    /// An organization's bundle that waits for a list which devices take by it; nil for none.
    func waiting(of organization: OrganizationID) -> TrustBundle? {
        files.lazy.compactMap(\.waiting).first { $0.organization == organization }
    }

    /// The file that has an organization's bundle, or may get it; nil where there is none.
    func file(of organization: OrganizationID) -> ServedTrust? {
        let own = files.first { file in
            [file.current?.bundle, file.waiting].contains { $0?.organization == organization }
        }
        // The only file may hold none yet, or get another organization's.
        return own ?? (others.isEmpty ? self : nil)
    }

    /// Why a file is not handed out; nil where all are.
    var anyRefusal: BundleRefusal? { files.lazy.compactMap(\.refusal).first }
}
