import COSESigning
import Hummingbird
import HummingbirdCore
import Logging
import NIOCore
import NIOSSL
import Synchronization

/// The certificate that new connections get; read again on demand, without a pause.
final class TLSCertificate: Sendable {
    private static let maxKeyBytes = 65_536

    private let files: TLSFiles
    private let context: Mutex<NIOSSLContext>

    init(_ files: TLSFiles) throws {
        self.files = files
        context = Mutex(try Self.context(files))
    }

    /// Reads the files again; when they cannot be used, the certificate stays what it was.
    func reload() throws {
        let new = try Self.context(files)
        context.withLock { $0 = new }
    }

    var current: NIOSSLContext { context.withLock { $0 } }

    private static func context(_ files: TLSFiles) throws -> NIOSSLContext {
        var configuration = TLSConfiguration.makeServerConfiguration(
            certificateChain: try NIOSSLCertificate.fromPEMFile(files.certificate)
                .map { .certificate($0) },
            privateKey: .privateKey(
                try NIOSSLPrivateKey(
                    bytes: SecretFile.read(files.key, limit: maxKeyBytes), format: .pem)))
        configuration.minimumTLSVersion = .tlsv12
        configuration.applicationProtocols = ["http/1.1"]
        return try NIOSSLContext(configuration: configuration)
    }

    /// A server whose connections get the certificate of their moment.
    func server(_ http: HTTP1Channel.Configuration) -> HTTPServerBuilder {
        HTTPServerBuilder { responder in
            TLSConnections(
                base: HTTP1Channel(responder: responder, configuration: http), certificate: self)
        }
    }
}

/// Connections with TLS in front of HTTP.
private struct TLSConnections: ServerChildChannel {
    let base: HTTP1Channel
    let certificate: TLSCertificate

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<HTTP1Channel.Value> {
        channel.eventLoop.makeCompletedFuture {
            try channel.pipeline.syncOperations.addHandler(
                NIOSSLServerHandler(context: certificate.current))
        }.flatMap { base.setup(channel: channel, logger: logger) }
    }

    func handle(value: HTTP1Channel.Value, logger: Logger) async {
        await base.handle(value: value, logger: logger)
    }
}
