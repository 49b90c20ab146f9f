import Foundation
import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import Synchronization

/// The floor: the framework's own answer to a small request, in a process of its own.
enum HelloWorld {
    private struct Greeting: ResponseCodable {
        let message: String
    }

    static func serve() async throws {
        let router = Router()
        router.get("/hello") { _, _ in Greeting(message: "hello") }
        // The receiver of webhooks, which says in a field how many have come.
        let received = Atomic<Int>(0)
        router.post("/hook") { _, _ in
            received.add(1, ordering: .relaxed)
            return HTTPResponse.Status.noContent
        }
        router.head("/count") { _, _ in
            Response(
                status: .ok, headers: [.eTag: "\(received.load(ordering: .relaxed))"])
        }
        var logger = Logger(label: "hello")
        logger.logLevel = .critical
        let application = Application(
            router: router,
            configuration: ApplicationConfiguration(address: .hostname("127.0.0.1", port: 0)),
            onServerRunning: { channel in
                print("listening port=\(channel.localAddress?.port ?? 0)")
                fflush(nil)
            }, logger: logger)
        try await application.runService()
    }
}
