import CLatchkey
import COSE
import LicenseVerifier

/// In which form a license is given.
enum LicenseForm {
    case key, carrier, file, object

    /// The form of a number; nil for "any", which the data say themselves.
    static func named(_ number: Int32) throws(Failure) -> LicenseForm? {
        switch Int(number) {
        case LATCHKEY_FORM_ANY: nil
        case LATCHKEY_FORM_KEY: .key
        case LATCHKEY_FORM_CARRIER: .carrier
        case LATCHKEY_FORM_FILE: .file
        case LATCHKEY_FORM_OBJECT: .object
        default: throw .badArgument("form", "one of LATCHKEY_FORM_…")
        }
    }

    /// Finds out the form of data.
    init(of data: UnsafeBufferPointer<UInt8>) {
        if unsafe data.starts(with: [0xd2, 0x84]) {
            self = .object
        } else if unsafe Self.mayBeFile(data), unsafe LicenseFile.isLicenseFile(Array(data)) {
            self = .file
        } else {
            self = unsafe data.starts(with: "LK1:".utf8) || Self.isCarrier(data) ? .carrier : .key
        }
    }

    /// A file has a line that begins with dashes, which in a key nothing does.
    private static func mayBeFile(_ data: UnsafeBufferPointer<UInt8>) -> Bool {
        guard data.count <= Limits.maxFileBytes else { return false }
        guard unsafe data.first != UInt8(ascii: "-") else { return true }
        return unsafe data.contains(UInt8(ascii: "\n"))
    }

    private static func isCarrier(_ data: UnsafeBufferPointer<UInt8>) -> Bool {
        // White space in front is forgiven; what is longer is not a carrier.
        guard data.count <= 2 * Limits.maxCarrierCharacters,
            unsafe data.first.map({ $0.isWhiteSpace }) == true
        else { return false }
        return unsafe Carrier.isCarrier(String(decoding: data, as: UTF8.self))
    }
}

extension LicenseKey {
    /// Reads a license in one of its forms; what is too long is refused before it is copied.
    init(
        _ data: UnsafeBufferPointer<UInt8>, as form: LicenseForm
    ) throws(Failure) {
        let text =
            switch form {
            case .key: unsafe try Self.text(data, limit: Limits.maxKeyCharacters)
            case .carrier: unsafe try Self.text(data, limit: Limits.maxCarrierCharacters)
            case .file, .object: ""
            }
        do throws(LicenseError) {
            switch form {
            case .file:
                guard data.count <= Limits.maxFileBytes else {
                    throw .file(.tooLong(count: data.count, limit: Limits.maxFileBytes))
                }
                self = unsafe try LicenseFile(parsing: Array(data)).license()
            case .object: self = unsafe try LicenseKey(object: data)
            case .key:
                guard data.count <= 2 * Limits.maxKeyCharacters else {
                    throw unsafe .tooLong(count: data.count, limit: Limits.maxKeyCharacters)
                }
                self = try LicenseKey(parsing: text)
            case .carrier:
                guard data.count <= 2 * Limits.maxCarrierCharacters else {
                    throw unsafe .tooLong(count: data.count, limit: Limits.maxCarrierCharacters)
                }
                self = try LicenseKey(carrier: text)
            }
        } catch {
            throw Failure(error, step: error.step)
        }
    }

    /// The text of data that are not too long to be one, else nothing.
    private static func text(
        _ data: UnsafeBufferPointer<UInt8>, limit: Int
    ) throws(Failure) -> String {
        unsafe data.count <= 2 * limit ? try Input.text(data, "data") : ""
    }

    private init(object data: UnsafeBufferPointer<UInt8>) throws(LicenseError) {
        // The envelope and the header have a hundred bytes; one too long is refused as such.
        let head = unsafe data.prefix(Limits.maxObjectBytes + 1)
        let message: SignedMessage
        do throws(COSEError) {
            message = unsafe try SignedMessage(Array(head), maxPayload: Limits.maxLicensePayload)
        } catch {
            throw .message(error)
        }
        try self.init(message)
    }
}
