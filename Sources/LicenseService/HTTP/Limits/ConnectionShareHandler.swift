import NIOCore
import Synchronization

/// How many connections each network has open.
final class ConnectionShares: Sendable {
    private let limit: Int
    private let proxies: [NetworkPrefix]
    private let open = Mutex<[ClientNetwork: Int]>([:])

    /// - Parameters:
    ///   - limit: how many one network may have.
    ///   - proxies: those through which many clients come, and for whom nothing is counted.
    init(limit: Int, proxies: [NetworkPrefix] = []) {
        self.limit = limit
        self.proxies = proxies
    }

    /// Counts a connection.
    ///
    /// Returns the network to give back, or nil where it has too many.
    func take(by address: NetworkAddress) -> ClientNetwork? {
        let network = ClientNetwork(address)
        return open.withLock { open in
            guard open[network, default: 0] < limit else { return nil }
            open[network, default: 0] += 1
            return network
        }
    }

    /// Counts a connection that was taken as closed.
    func giveBack(_ network: ClientNetwork) {
        open.withLock { open in
            let rest = open[network, default: 1] - 1
            open[network] = rest > 0 ? rest : nil
        }
    }

    /// Whether the connections of an address are not counted.
    func exempts(_ address: NetworkAddress) -> Bool {
        proxies.contains { $0.contains(address) }
    }
}

/// Closes connections of networks that have more than their share of them.
final class ConnectionShareHandler: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = Any

    private let shares: ConnectionShares
    private var taken: ClientNetwork?

    init(_ shares: ConnectionShares) {
        self.shares = shares
    }

    func handlerAdded(context: ChannelHandlerContext) {
        guard let address = context.remoteAddress?.ipAddress.flatMap({ NetworkAddress($0) }),
            !shares.exempts(address)
        else { return }
        taken = shares.take(by: address)
        if taken == nil { context.close(promise: nil) }
    }

    func channelInactive(context: ChannelHandlerContext) {
        giveBack()
        context.fireChannelInactive()
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        giveBack()
    }

    private func giveBack() {
        if let taken { shares.giveBack(taken) }
        taken = nil
    }
}
