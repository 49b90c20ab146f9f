import Glibc

/// Sends requests over many connections at once and counts the answers, on one thread.
///
/// Each connection waits for an answer before it sends its next request, as wrk does.
public struct LoadGenerator: Sendable {
    /// What came back.
    public struct Result: Sendable {
        /// How many answers.
        public internal(set) var answers = 0
        /// Answers by their status; 0 for connections that ended.
        public internal(set) var statuses: [Int: Int] = [:]
        /// How long it took.
        public internal(set) var seconds = 0.0
        /// How long each answer took, ascending.
        public internal(set) var latencies: [Double] = []

        /// Nothing yet.
        public init() {}

        /// Answers in a second.
        public var perSecond: Double { Double(answers) / seconds }

        /// How long it took at most for a share of the answers.
        public func latency(_ share: Double) -> Double {
            latencies.isEmpty ? 0 : latencies[Int(Double(latencies.count - 1) * share)]
        }
    }

    private let port: UInt16
    private let connections: Int
    private let host: UInt8

    /// A load on a port of this machine, over a number of connections.
    ///
    /// - Parameter host: from which address it comes, by its last number: 127.0.0.…
    public init(port: UInt16, connections: Int, from host: UInt8 = 1) {
        self.port = port
        self.connections = connections
        self.host = host
    }

    /// Runs until the time is over or no connection has another request.
    ///
    /// - Parameter request: the next request of a connection, by the connection's number and how
    ///   many it has sent; nil for no more.
    public func run(
        seconds: Double, _ request: (_ connection: Int, _ count: Int) -> [UInt8]?
    ) -> Result {
        var all = (0..<connections).map { _ in Connection(port: port, from: host) }
        defer { for connection in all { close(connection.descriptor) } }
        var waiting = all.map { pollfd(fd: $0.descriptor, events: Int16(POLLIN), revents: 0) }
        var result = Result()
        var open = 0
        for number in all.indices {
            guard let bytes = request(number, 0) else { continue }
            all[number].send(bytes)
            open += 1
        }
        let clock = ContinuousClock()
        let start = clock.now
        while open > 0, (clock.now - start) / .seconds(1) < seconds {
            guard poll(&waiting, nfds_t(connections), 1000) > 0 else { continue }
            for number in all.indices where waiting[number].revents != 0 {
                guard let status = all[number].receive() else { continue }
                result.answers += 1
                result.statuses[status, default: 0] += 1
                result.latencies.append(all[number].waited)
                if status > 0, let bytes = request(number, all[number].sent) {
                    all[number].send(bytes)
                } else {
                    open -= 1
                    waiting[number].fd = -1
                }
            }
        }
        result.seconds = (clock.now - start) / .seconds(1)
        result.latencies.sort()
        return result
    }
}

/// Connects to a port of this machine.
///
/// - Parameter host: from which address, by its last number: 127.0.0.…
/// - Returns: The socket, which the caller closes.
public func loopbackConnection(to port: UInt16, from host: UInt8 = 1) -> Int32 {
    func address(_ host: UInt8, _ port: UInt16) -> sockaddr_in {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = (UInt32(0x7f00_0000) | UInt32(host)).bigEndian
        return address
    }
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    for (address, use) in [(address(host, 0), bind), (address(1, port), connect)] {
        let result = withUnsafePointer(to: address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                use(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        precondition(result == 0, "the service does not listen")
    }
    var isOn: Int32 = 1
    setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &isOn, 4)
    return descriptor
}

/// One connection with at most one request under way.
private struct Connection {
    let descriptor: Int32
    private(set) var sent = 0
    /// How long the last answer took, in seconds.
    private(set) var waited = 0.0
    private var buffer: [UInt8] = []
    private var sentAt = ContinuousClock.now
    private var chunk = [UInt8](repeating: 0, count: 65_536)

    init(port: UInt16, from host: UInt8) {
        descriptor = loopbackConnection(to: port, from: host)
    }

    mutating func send(_ bytes: [UInt8]) {
        sent += 1
        sentAt = .now
        var done = 0
        while done < bytes.count {
            let count = bytes[done...].withUnsafeBytes {
                Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { return }
            done += count
        }
    }

    /// The status of an answer that is whole; nil before, 0 when the connection has ended.
    mutating func receive() -> Int? {
        let count = recv(descriptor, &chunk, chunk.count, 0)
        guard count > 0 else { return 0 }
        buffer += chunk.prefix(count)
        guard let end = Self.headEnd(buffer) else { return nil }
        let head = String(decoding: buffer[..<end], as: UTF8.self).lowercased()
        let status = Int(head.dropFirst(9).prefix(3)) ?? 0
        var length = 0
        if status != 304, let field = head.range(of: "content-length: ") {
            length = Int(head[field.upperBound...].prefix { $0.isNumber }) ?? 0
        }
        guard buffer.count >= end + 4 + length else { return nil }
        buffer.removeAll(keepingCapacity: true)
        waited = (ContinuousClock.now - sentAt) / .seconds(1)
        return status
    }

    private static func headEnd(_ bytes: [UInt8]) -> Int? {
        guard bytes.count >= 4 else { return nil }
        for index in 0...bytes.count - 4
        where bytes[index] == 13 && bytes[index + 1] == 10 && bytes[index + 2] == 13
            && bytes[index + 3] == 10
        { return index }
        return nil
    }
}

extension String {
    fileprivate func range(of other: String) -> Range<String.Index>? {
        guard let found = utf8.indices.first(where: { utf8[$0...].starts(with: other.utf8) })
        else { return nil }
        return found..<utf8.index(found, offsetBy: other.utf8.count)
    }
}
