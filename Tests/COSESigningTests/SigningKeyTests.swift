import CBOR
import COSE
import Foundation
import Testing

@testable import COSESigning

@Suite struct `Signing keys` {
    @Test(arguments: RFC8032Vector.all)
    func `derive and sign as RFC 8032 §7.1 says`(_ vector: RFC8032Vector) throws {
        let key = try SigningKey.derive(seed: vector.bytes(vector.seed))
        #expect(key.verificationKey.hexadecimal == vector.publicKey)
        let signature = try key.handle.sign(vector.bytes(vector.message))
        #expect(Hexadecimal.encode(signature) == vector.signature)
    }

    @Test(arguments: [0, 31, 33, 64])
    func `refuse a seed of another length than 32 bytes`(count: Int) {
        #expect(throws: SigningKeyError.seedLength(count)) {
            _ = try SigningKey.derive(seed: [UInt8](repeating: 7, count: count))
        }
    }

    @Test func `differ each time one is generated`() throws {
        let one = try SigningKey.generate()
        let other = try SigningKey.generate()
        #expect(one.verificationKey != other.verificationKey)
    }

    @Test func `refuse private and public halves that do not fit`() throws {
        #expect(throws: SigningKeyError.faultySignature) {
            _ = try SigningKey.checked(
                mismatchedKey(seed: Fixture.seed, publicHalf: otherPublicKey()))
        }
    }

    @Test func `accept the same construction when the halves fit`() throws {
        let key = try SigningKey.checked(
            mismatchedKey(
                seed: Fixture.seed, publicHalf: Fixture.key().verificationKey.rawRepresentation))
        #expect(try key.verificationKey == Fixture.key().verificationKey)
    }

    @Test func `catch a message that another key has signed`() throws {
        let other = try SigningKey.derive(seed: [UInt8](repeating: 9, count: 32))
        let message = try other.sign(payload: [1, 2, 3], type: .cwt)
        #expect(throws: SigningKeyError.faultySignature) { try Fixture.key().check(message) }
    }

    @Test func `sign the same from many threads at once`() throws {
        let signer = Signer(key: try Fixture.key())
        let tally = Tally()
        DispatchQueue.concurrentPerform(iterations: 64) { index in
            let payload = [UInt8](repeating: UInt8(index), count: index)
            // Ed25519 is deterministic: any mix-up between threads shows in the bytes.
            let first = try? signer.key.sign(payload: payload, type: .cwt).signature
            let second = try? signer.key.sign(payload: payload, type: .cwt).signature
            tally.add(first != nil && first == second ? "same" : "different")
        }
        #expect(tally.counts == ["same": 64])
    }

    private func otherPublicKey() throws -> [UInt8] {
        try SigningKey.derive(seed: [UInt8](repeating: 9, count: 32))
            .verificationKey.rawRepresentation
    }

    private final class Signer: Sendable {
        let key: SigningKey
        init(key: consuming SigningKey) { self.key = key }
    }
}

struct RFC8032Vector: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let seed: String
    let publicKey: String
    let message: String
    let signature: String

    func bytes(_ text: String) throws -> [UInt8] { try #require(Hexadecimal.decode(text)) }

    static let all = [
        RFC8032Vector(
            testDescription: "TEST 1",
            seed: "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
            publicKey: "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
            message: "",
            signature: "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155"
                + "5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"),
        RFC8032Vector(
            testDescription: "TEST 2",
            seed: "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
            publicKey: "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
            message: "72",
            signature: "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
                + "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"),
        RFC8032Vector(
            testDescription: "TEST 3",
            seed: "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
            publicKey: "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
            message: "af82",
            signature: "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac"
                + "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a"),
        RFC8032Vector(
            testDescription: "TEST SHA(abc)",
            seed: "833fe62409237b9d62ec77587520911e9a759cec1d19755b7da901b96dca3d42",
            publicKey: "ec172b93ad5e563bf4932c70e1245034c35467ef2efd4d64ebf819683467e2bf",
            message: "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
                + "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f",
            signature: "dc2a4459e7369633a52b1bf277839a00201009a3efbf3ecb69bea2186c26b589"
                + "09351fc9ac90b3ecfdfbc7c66431e0303dca179c138ac17ad9bef1177331a704"),
    ]
}
