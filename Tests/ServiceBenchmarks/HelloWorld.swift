import Foundation
import Hummingbird
import Logging
import NIOCore

/// The floor: the framework's own answer to a small request, in a process of its own.
enum HelloWorld {
    private struct Greeting: ResponseCodable {
        let message: String
    }

    static func serve() async throws {
        let router = Router()
        router.get("/hello") { _, _ in Greeting(message: "hello") }
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
