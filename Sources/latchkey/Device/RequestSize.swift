import QREncoding
import Terminal

extension RequestCommand {
    /// What a request with a proof, four facts and a label is said to fit (Device-Messages §12).
    private static let largestVersion = 14

    /// Says so where label or address make the request's QR code larger than it need be.
    func remarkSize(of text: String, hasAddress: Bool) {
        guard label != nil || hasAddress, !includeLicense else { return }
        // A request that fits no QR code at all is carried as a file, which has no such bound.
        guard let symbol = try? QRSymbol(alphanumeric: text),
            symbol.version > Self.largestVersion
        else { return }
        let causes = [label.map { _ in "label" }, hasAddress ? "address" : nil]
        Console.remark(
            "with this \(causes.compactMap(\.self).joined(separator: " and ")) the request is a QR "
                + "code of version \(symbol.version), more than \(Self.largestVersion); a shorter "
                + "one makes it easier to scan")
    }
}
