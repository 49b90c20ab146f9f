import LicenseRegistry
import Synchronization

/// Keys that were found good lately, and the networks from which they came.
///
/// Nothing is kept that was not good.
final class RecentlyGood: Sendable {
    private struct Pair: Hashable {
        let key: [UInt8]
        let network: ClientNetwork
    }

    private struct State {
        var keys: RecentValues<[UInt8], Void>
        var networks: RecentValues<ClientNetwork, Void>
        var pairs: RecentValues<Pair, Void>
    }

    private let state: Mutex<State>

    init(capacity: Int = 65_536) {
        state = Mutex(
            State(
                keys: RecentValues(capacity: capacity), networks: RecentValues(capacity: capacity),
                pairs: RecentValues(capacity: capacity)))
    }

    func remember(_ key: [UInt8], from network: ClientNetwork) {
        state.withLock { state in
            state.keys.remember(key)
            state.networks.remember(network)
            state.pairs.remember(Pair(key: key, network: network))
        }
    }

    /// Whether a key was good, wherever it came from.
    func contains(_ key: [UInt8]) -> Bool { state.withLock { $0.keys.contains(key) } }

    /// Whether some key that came from a network was good.
    func contains(_ network: ClientNetwork) -> Bool {
        state.withLock { $0.networks.contains(network) }
    }

    /// Whether a key was good that came from this very network.
    func contains(_ key: [UInt8], from network: ClientNetwork) -> Bool {
        state.withLock { $0.pairs.contains(Pair(key: key, network: network)) }
    }
}
