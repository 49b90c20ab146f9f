import COSE
import LicenseIssuer
import LicenseRegistry
import LicenseVerifier
import Logging
import Synchronization

/// Tells the registry what this node serves and signs with, so that no key is replaced before every
/// node hands out the bundle that names the next one.
final class NodePresence: PeriodicService {
    private struct Reported {
        let node: NodeRecord
        let at: Timestamp
    }

    let interval = Duration.seconds(1)
    /// How often it is said again where nothing has changed.
    private static let refresh = Duration.seconds(60)

    private let name: String
    private let nodes: Nodes
    private let keys: ServiceKeys
    private let trust: ServedTrust
    private let runtime: ServiceRuntime
    private let reported = Mutex<Reported?>(nil)

    init(
        _ name: String, _ nodes: Nodes, keys: ServiceKeys, trust: ServedTrust,
        runtime: ServiceRuntime
    ) {
        self.name = name
        self.nodes = nodes
        self.keys = keys
        self.trust = trust
        self.runtime = runtime
    }

    func round() async {
        // A node in another time would take the others for gone.
        guard !runtime.clock.isInDoubt else { return }
        let now = runtime.clock.now()
        let node = NodeRecord(
            name: name, bundleVersion: trust.current?.bundle.version,
            answerKey: keys.answerKey.keyID, listKey: keys.listKey.keyID,
            mintingKey: keys.minting?.issuer.verificationKey.keyID)
        let isKnown = reported.withLock { reported in
            reported.map { $0.node == node && now < $0.at + Self.refresh } ?? false
        }
        guard !isKnown else { return }
        do {
            try await runtime.pool.run { [nodes] in try nodes.announce(node, now: now) }
            reported.withLock { $0 = Reported(node: node, at: now) }
        } catch {
            runtime.metrics.add(to: .presenceFailures)
            runtime.logger.error(
                "telling the registry of this node failed",
                metadata: ["code": "\(Problem(error).code)"])
        }
    }

    /// If this fails, the node is taken for one that runs until its record is old.
    func end() async {
        let now = runtime.clock.now()
        try? await runtime.pool.run { [nodes, name] in try nodes.leave(name, now: now) }
    }
}

extension Metric {
    fileprivate static let presenceFailures = Metric(
        "node_presence_failures_total",
        "Times that the registry could not be told what this node serves.")
}
