import CBOR
import COSE
import Hummingbird
import JSON
import LicenseSync
import LicenseVerifier

/// `POST /v1/sync`: devices report, and are answered (Device-Messages).
struct SyncRoutes {
    static let maxMessages = 1000

    let service: DeviceSyncService
    let limits: RequestLimits
    /// By which the request was admitted, as if it held one message.
    let rate: NetworkLimit
    let metrics: ServiceMetrics
    /// One at a time of the requests that hold more messages than a few devices have: a courier can
    /// wait, and a stranger does not take the processors from those who send one.
    private let batches = SerialQueue()
    private static let maxFew = 8

    func addRoutes(to table: inout RouteTable) {
        table.add(
            Operation(
                .post, "/v1/sync", "sync",
                "Answer one message of a device, or a CBOR sequence of up to 1,000, in order.",
                request: .media("application/cose"), answer: .media("application/cose"))
        ) { request, context in try await sync(request, from: context.network) }
    }

    private func sync(_ request: Request, from network: ClientNetwork) async throws -> MediaContent
    {
        if request.hasType("text/plain") { return try await syncText(request, from: network) }
        try request.require(type: "application/cose", "application/cbor-seq", "text/plain")
        let body = try await request.bytes(upTo: limits.syncBytes)
        let messages = try Self.split(Array(body.readableBytesView))
        metrics.add(messages.count, to: .messages)
        rate.charge(messages.count - 1, to: network)
        let sender = DeviceSender(network)
        switch messages.count {
        case 0: throw Problem.malformed("the body is empty")
        case 1:
            let reply = try await service.answer(Array(messages[0]), from: sender)
            return MediaContent(
                reply.enclosures.isEmpty
                    ? "application/cose; cose-type=\"cose-sign1\"" : "application/cbor-seq",
                reply.octets)
        case ...Self.maxFew: return try await answer(messages, from: sender)
        case ...Self.maxMessages:
            return try await batches.run { try await answer(messages, from: sender) }
        default:
            throw Problem(
                .contentTooLarge, "too-many-messages",
                "the body has more than \(Self.maxMessages) messages",
                nextStep: "send them in several requests")
        }
    }

    private static func split(_ body: [UInt8]) throws(Problem) -> [ArraySlice<UInt8>] {
        do throws(COSEError) {
            return try SignedMessage.split(body, limit: maxMessages)
        } catch {
            throw .malformed("the body is not a sequence of signed messages: \(error)")
        }
    }

    /// The form for people, QR codes and shells: what `latchkey report` prints, answered in kind.
    private func syncText(_ request: Request, from network: ClientNetwork) async throws
        -> MediaContent
    {
        let body = try await request.bytes(upTo: DeviceSyncService.maxTextBytes)
        // To search a text costs as much as a message for each of these bytes.
        rate.charge(body.readableBytes / 1024, to: network)
        metrics.add(to: .messages)
        let found = try await service.message(in: Array(body.readableBytesView))
        let message = try found.mapError { Problem(.badRequest, $0) }.get()
        let reply = try await service.answer(message.bytes, from: DeviceSender(network))
        return MediaContent("text/plain", Array(reply.carriers.map { $0 + "\n" }.joined().utf8))
    }

    /// One item for each message, in their order: its receipt, or why there is none.
    ///
    /// Who brings many messages fetches lists and bundle once for all of them.
    private func answer(
        _ messages: [ArraySlice<UInt8>], from sender: DeviceSender
    ) async throws -> MediaContent {
        let service = service
        var answers = [[UInt8]](repeating: [], count: messages.count)
        await withTaskGroup(of: [(Int, [UInt8])].self) { group in
            var rest = Self.queues(messages)[...]
            // Enough at once for their changes to share the disk's time, and few enough to leave
            // other requests their turn at the registry.
            for queue in rest.prefix(Self.maxQueues) {
                group.addTask { await Self.answer(queue, messages, service, sender) }
            }
            rest = rest.dropFirst(Self.maxQueues)
            for await answered in group {
                for (position, answer) in answered { answers[position] = answer }
                if let next = rest.popFirst() {
                    group.addTask { await Self.answer(next, messages, service, sender) }
                }
            }
        }
        return MediaContent("application/cbor-seq", Array(answers.joined()))
    }

    private static let maxQueues = 64

    /// The positions of messages by their signers: those of one device are answered one after
    /// another, those of different devices do not wait for each other.
    private static func queues(_ messages: [ArraySlice<UInt8>]) -> [[Int]] {
        var queues: [KeyID?: [Int]] = [:]
        for (position, message) in messages.enumerated() {
            // What cannot be read is refused in its turn.
            let signer = try? SignedMessage(deviceMessage: Array(message)).header.keyID
            queues[signer, default: []].append(position)
        }
        return queues.values.sorted { $0[0] < $1[0] }
    }

    private static func answer(
        _ queue: [Int], _ messages: [ArraySlice<UInt8>], _ service: DeviceSyncService,
        _ sender: DeviceSender
    ) async -> [(Int, [UInt8])] {
        var answers: [(Int, [UInt8])] = []
        for position in queue {
            do {
                let reply = try await service.answer(Array(messages[position]), from: sender)
                answers.append((position, reply.receipt))
            } catch {
                let problem = Problem(error)
                service.count(problem)
                answers.append((position, problemItem(problem)))
            }
            // What is refused without a look at the registry never waits for anything by itself.
            await Task.yield()
        }
        return answers
    }

    /// Concise problem details (RFC 9290 §2): title, detail and response code.
    private static func problemItem(_ problem: Problem) -> [UInt8] {
        CBORItem.map(
            CBORMap(ascending: [
                CBORMap.Entry(.integer(-1), .text(problem.code)),
                CBORMap.Entry(.integer(-2), .text(problem.detail)),
                CBORMap.Entry(.integer(-4), .integer(Int64(problem.status.code))),
            ])
        ).encoded
    }
}

extension Metric {
    fileprivate static let messages = Metric(
        "device_messages_total", "Messages of devices that were received.")
}
