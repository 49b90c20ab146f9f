import COSE
import LicenseVerifier
import QREncoding
import Terminal

extension RequestCommand {
    /// What a request with a proof, four facts and a label is said to fit (Device-Messages §11).
    private static let largestVersion = 14

    /// Says so where the label makes the request's QR code larger than it need be.
    func remarkSize(of message: SignedMessage) {
        guard label != nil, !includeLicense else { return }
        // A request that fits no QR code at all is carried as a file, which has no such bound.
        guard let symbol = try? QRSymbol(alphanumeric: Carrier.encode(message.bytes)),
            symbol.version > Self.largestVersion
        else { return }
        Console.remark(
            "with this label the request is a QR code of version \(symbol.version), more than "
                + "\(Self.largestVersion); a shorter --label makes it easier to scan")
    }
}
