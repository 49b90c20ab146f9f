import Foundation
import Synchronization

@testable import SQLDatabase

/// The way between a program and its server, which can be cut.
final class Wire: Sendable {
    /// Where a program connects to instead of the server's port.
    let port: UInt16
    private let serverPort: UInt16
    private let listener: Int32
    /// The programs' ends of all connections.
    private let ends = Mutex<[Int32]>([])
    private let isFrozen = Mutex(false)

    /// - Parameter serverPort: where the server listens on this machine.
    init(to serverPort: UInt16) throws {
        self.serverPort = serverPort
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = Self.address(0)
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isListening = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                bind(listener, address, length) == 0 && listen(listener, 16) == 0
                    && getsockname(listener, address, &length) == 0
            }
        }
        guard isListening else { throw POSIXError(.EADDRNOTAVAIL) }
        self.listener = listener
        port = UInt16(bigEndian: address.sin_port)
        let thread = Thread { [self] in accept() }
        thread.start()
    }

    /// The URL by which a program reaches the server over this way.
    func url(_ url: PostgresURL) -> PostgresURL {
        PostgresURL(
            parameters: url.parameters.map { parameter in
                parameter.name == "port"
                    ? PostgresURL.Parameter(name: "port", value: "\(port)") : parameter
            })
    }

    /// Breaks all connections for the programs; the server notices only when it speaks.
    func cut() {
        ends.withLock { ends in
            for end in ends { shutdown(end, Int32(SHUT_RDWR)) }
            ends = []
        }
    }

    /// Takes what comes from now on, and brings it nowhere; nobody is told.
    func freeze() {
        isFrozen.withLock { $0 = true }
    }

    /// Lets no more connections through.
    func close() {
        cut()
        shutdown(listener, Int32(SHUT_RDWR))
    }

    private func accept() {
        while case let end = Glibc.accept(listener, nil, nil), end >= 0 {
            let server = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
            var address = Self.address(serverPort)
            let isConnected = withUnsafePointer(to: &address) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                    connect(server, address, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
                }
            }
            guard isConnected else { continue }
            ends.withLock { $0.append(end) }
            for (source, target) in [(end, server), (server, end)] {
                let thread = Thread { [self] in carry(source, target) }
                thread.start()
            }
        }
    }

    /// What comes after the cut goes nowhere; the sockets stay open until the tests end.
    private func carry(_ source: Int32, _ target: Int32) {
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while case let count = recv(source, &buffer, buffer.count, 0), count > 0 {
            guard !isFrozen.withLock({ $0 }) else { continue }
            guard send(target, buffer, count, Int32(MSG_NOSIGNAL)) == count else { return }
        }
    }

    private static func address(_ port: UInt16) -> sockaddr_in {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        return address
    }
}
