package import COSESigning

extension SigningKey {
    /// A key by its number, the same in every test; any seed of 32 bytes is a key.
    package static func test(_ number: UInt8) -> SigningKey {
        try! SigningKey.derive(seed: [UInt8](repeating: number, count: 32))
    }
}
