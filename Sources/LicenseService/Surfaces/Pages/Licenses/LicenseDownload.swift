import COSE
import HTTPTypes
import LicenseRegistry
import LicenseVerifier
import QREncoding

/// A license key to take along: as a file, and as a code.
struct LicenseDownload: Sendable {
    let license: LicenseDetails
    let organization: String
    /// What leads a machine from a root key to the license's key, and says where the service is.
    private let trust: [SignedMessage]

    /// - Parameter work: works on the registry, which remembers that the signed key was given out.
    init(
        _ license: LicenseDetails, _ organization: String, with trust: ServedTrust,
        at now: Timestamp,
        _ work: (@escaping @Sendable (Registry) throws -> Void) async throws -> Void
    ) async throws {
        let id = license.claims.license
        try await work { try $0.licenses.showTokens(of: [id], now: now) }
        self.license = license
        self.organization = organization
        self.trust = trust.objects(of: license.claims.organization)
    }

    /// The `.lic` file.
    var file: FileDownload {
        let holder = license.holder.map { ", for \($0)" } ?? ""
        let text = LicenseFile([license.record.message] + trust).text(
            heading: "\(organization)\(holder)")
        return FileDownload(
            "\(license.claims.prefix)-\("\(license.claims.license)".prefix(8)).lic",
            "application/octet-stream", text: text)
    }

    /// A page with the code of the signed key, to be printed or scanned.
    var codePage: PageBody {
        get throws(Problem) {
            // A short key has no code: machines need the signed license behind it.
            let isShort = license.shortText != nil
            var section = PageSection(
                nil,
                isShort
                    ? "The code is of the signed license behind the key, which works without a network."
                    : nil)
            section.picture = try Self.picture(
                Carrier.encode(license.record.message.bytes),
                isShort ? "The signed license as a QR code" : "The license key as a QR code")
            return PageBody("QR code of \(LicenseKey.masked(license.text))", [section])
        }
    }

    static func picture(_ text: String, _ caption: String) throws(Problem) -> PageSection.Picture {
        do throws(QRError) {
            let symbol = try QRSymbol(alphanumeric: text)
            return PageSection.Picture(
                svg: symbol.svg.replacingFirst(
                    "<svg ", "<svg role=\"img\" aria-label=\"QR code\" "),
                caption: "\(caption); version \(symbol.version), level M.")
        } catch {
            throw Problem(
                .unprocessableContent, "qr.too-long", "this is too long for one QR code",
                nextStep: "use the file")
        }
    }
}

extension String {
    fileprivate func replacingFirst(_ part: String, _ other: String) -> String {
        hasPrefix(part) ? other + dropFirst(part.count) : self
    }
}
