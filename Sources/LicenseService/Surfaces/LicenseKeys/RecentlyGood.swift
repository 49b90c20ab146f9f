import Synchronization

/// Keys that were found good lately, and the networks from which they came.
///
/// Two generations of bounded size: what is used stays, and nothing is kept that was not good.
final class RecentlyGood: Sendable {
    private struct Pair: Hashable {
        let key: [UInt8]
        let network: ClientNetwork
    }

    private struct Generation {
        var keys: Set<[UInt8]> = []
        var networks: Set<ClientNetwork> = []
        var pairs: Set<Pair> = []
    }

    private let capacity: Int
    private let generations = Mutex((young: Generation(), old: Generation()))

    init(capacity: Int = 65_536) {
        self.capacity = capacity
    }

    func remember(_ key: [UInt8], from network: ClientNetwork) {
        generations.withLock { generations in
            generations.young.keys.insert(key)
            generations.young.networks.insert(network)
            generations.young.pairs.insert(Pair(key: key, network: network))
            if generations.young.pairs.count >= capacity / 2 {
                generations.old = generations.young
                generations.young = Generation()
            }
        }
    }

    /// Whether a key was good, wherever it came from.
    func contains(_ key: [UInt8]) -> Bool {
        generations.withLock { $0.young.keys.contains(key) || $0.old.keys.contains(key) }
    }

    /// Whether some key that came from a network was good.
    func contains(_ network: ClientNetwork) -> Bool {
        generations.withLock {
            $0.young.networks.contains(network) || $0.old.networks.contains(network)
        }
    }

    /// Whether a key was good that came from this very network.
    func contains(_ key: [UInt8], from network: ClientNetwork) -> Bool {
        let pair = Pair(key: key, network: network)
        return generations.withLock {
            $0.young.pairs.contains(pair) || $0.old.pairs.contains(pair)
        }
    }
}
