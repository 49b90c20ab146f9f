internal import CQREncode
internal import Glibc

extension QRSymbol {
    /// Encodes a text of capital letters, digits and `$%*+-./:` and space, densely and at level M,
    /// which a scanner reads with up to 15 % of it covered.
    ///
    /// Our carrier form has only such characters; a text that would fall back to bytes is refused
    /// rather than drawn twice as large.
    public init(alphanumeric text: String) throws(QRError) {
        let allowed = Set("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:".utf8)
        guard text.utf8.allSatisfy(allowed.contains) else { throw .character }
        let characters = text.utf8.count
        guard (1...3391).contains(characters) else { throw .tooLong(characters: characters) }
        guard let input = unsafe QRinput_new2(0, QR_ECLEVEL_M) else { throw .encoder }
        defer { unsafe QRinput_free(input) }
        let bytes = Array(text.utf8)
        let appended = unsafe bytes.withUnsafeBufferPointer { bytes in
            unsafe QRinput_append(input, QR_MODE_AN, Int32(bytes.count), bytes.baseAddress)
        }
        guard appended == 0, let code = unsafe QRcode_encodeInput(input) else { throw .encoder }
        defer { unsafe QRcode_free(code) }
        let side = Int(unsafe code.pointee.width)
        // The lowest bit of each byte is the module; the others tell what it is part of.
        let modules = unsafe UnsafeBufferPointer(start: code.pointee.data, count: side * side)
            .map { $0 & 1 == 1 }
        self.init(version: Int(unsafe code.pointee.version), side: side, modules: modules)
    }
}
