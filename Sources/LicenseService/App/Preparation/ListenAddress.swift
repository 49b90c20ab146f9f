import Glibc
import NIOCore
import NIOPosix

/// Why the service cannot listen where it is told to.
public enum ListenFault: Error, Equatable, Sendable {
    /// The name stands for no address.
    case unknownHost(String)
    /// Another program listens there.
    case inUse(String)
    /// The system said no.
    case system(String, code: Int32)
}

extension ListenFault: CustomStringConvertible {
    /// What is wrong, and what to do about it.
    public var description: String {
        switch self {
        case .unknownHost(let host): "there is no address called \(host)"
        case .inUse(let address):
            "another program listens on \(address); end it, or set another listen.port (beside a "
                + "service that runs, check with --port 0)"
        case .system(let address, let code):
            "\(address) cannot be listened on: \(String(cString: strerror(code)))"
        }
    }

    /// What an error of the network means for an address.
    init(_ error: any Error, host: String, port: Int) {
        let address = host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
        switch (error as? IOError)?.errnoCode {
        case EADDRINUSE?: self = .inUse(address)
        case let code?: self = .system(address, code: code)
        case nil: self = .unknownHost(host)
        }
    }
}

/// Where the service listens.
struct ListenAddress {
    let host: String
    let port: Int

    /// Throws where nothing can listen there now; whatever port there is, is free.
    func check() throws(ListenFault) {
        guard port != 0 else { return }
        do {
            let channel = try ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
                .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
                .bind(host: host, port: port).wait()
            try channel.close().wait()
        } catch {
            throw ListenFault(error, host: host, port: port)
        }
    }
}
