import COSE
import LicenseVerifier

/// The license key that somebody has pasted, or the file that they have chosen.
struct KeyInput {
    /// The key; nil for none.
    let text: String?
    /// Why there is none, for people.
    let fault: FieldFault

    init(_ form: SubmittedForm) {
        let file = form.files["file"]?.content ?? []
        switch Self.key(in: file.isEmpty ? Array((form["key"] ?? "").utf8) : file) {
        case .success(let key):
            text = key
            fault = Missing.nothing.fault
        case .failure(let missing):
            text = nil
            fault = missing.fault
        }
    }

    private enum Missing: Error {
        case nothing, tooLong, noLicense

        var fault: FieldFault {
            switch self {
            case .nothing:
                FieldFault(field: "key", detail: "Paste a license key, or choose a .lic file.")
            case .tooLong:
                FieldFault(
                    field: "key",
                    detail:
                        "This is far too long for a license. Choose the .lic file that you were given."
                )
            case .noLicense:
                FieldFault(
                    field: "key",
                    detail:
                        "This file holds no license: it is a status list, a bundle or another file of the vendor’s. Choose the .lic file of the license itself."
                )
            }
        }
    }

    /// The key of a license file, or the text itself without white space in it.
    private static func key(in content: [UInt8]) -> Result<String, Missing> {
        guard content.count <= Limits.maxFileBytes else { return .failure(.tooLong) }
        if LicenseFile.isLicenseFile(content) {
            guard let license = try? LicenseFile(parsing: content).license() else {
                return .failure(.noLicense)
            }
            return .success(Carrier.encode(license.message.bytes))
        }
        let text = String(decoding: content, as: UTF8.self)
        let trimmed = text.split(whereSeparator: \.isWhitespace).joined()
        return trimmed.isEmpty ? .failure(.nothing) : .success(trimmed)
    }
}
