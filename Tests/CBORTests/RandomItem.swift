import CBOR
import LicenseTestSupport

extension CBORItem {
    /// An item of any shape, with at most a number of levels.
    static func random(depth: Int, using generator: inout SplitMix64) -> CBORItem {
        switch Int.random(in: 0..<(depth > 0 ? 6 : 4), using: &generator) {
        case 0: .integer(randomInteger(using: &generator))
        case 1:
            .bytes(generator.bytes(Int.random(in: 0..<40, using: &generator))[...])
        case 2: .text(randomText(using: &generator))
        case 3: .bool(Bool.random(using: &generator))
        case 4:
            .array(
                (0..<Int.random(in: 0..<5, using: &generator)).map { _ in
                    random(depth: depth - 1, using: &generator)
                })
        default: .map(randomMap(depth: depth, using: &generator))
        }
    }

    private static func randomMap(depth: Int, using generator: inout SplitMix64) -> CBORMap {
        var entries: [CBORMap.Entry] = []
        for _ in 0..<Int.random(in: 0..<5, using: &generator) {
            let key: CBORKey =
                Bool.random(using: &generator)
                ? .integer(randomInteger(using: &generator))
                : .text(randomText(using: &generator))
            if entries.contains(where: { $0.key == key }) { continue }
            entries.append(.init(key, random(depth: depth - 1, using: &generator)))
        }
        return CBORMap(entries) ?? CBORMap()
    }

    /// Numbers of every width, the edges of each among them.
    private static func randomInteger(using generator: inout SplitMix64) -> Int64 {
        let edges: [Int64] = [
            0, 23, 24, 255, 256, 65_535, 65_536, 4_294_967_295, 4_294_967_296, .max, -1, -24, -25,
            -256, -257, -65_537, .min,
        ]
        return Bool.random(using: &generator)
            ? edges[Int.random(in: 0..<edges.count, using: &generator)]
            : Int64(bitPattern: generator.next()) >> Int64.random(in: 0..<64, using: &generator)
    }

    private static func randomText(using generator: inout SplitMix64) -> String {
        let alphabet = Array("ab\"\\ é\u{65}\u{301}\n\u{200b}\u{1f680}")
        return String(
            (0..<Int.random(in: 0..<30, using: &generator)).map { _ in
                alphabet[Int.random(in: 0..<alphabet.count, using: &generator)]
            })
    }
}
