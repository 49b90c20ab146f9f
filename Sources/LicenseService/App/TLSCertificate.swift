public import COSESigning
import Glibc
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

    init(_ files: TLSFiles) throws(TLSFault) {
        self.files = files
        context = Mutex(try Self.context(files))
    }

    /// Reads the files again; when they cannot be used, the certificate stays what it was.
    func reload() throws(TLSFault) {
        let new = try Self.context(files)
        context.withLock { $0 = new }
    }

    var current: NIOSSLContext { context.withLock { $0 } }

    private static func context(_ files: TLSFiles) throws(TLSFault) -> NIOSSLContext {
        var configuration = TLSConfiguration.makeServerConfiguration(
            certificateChain: try chain(files.certificate).map { .certificate($0) },
            privateKey: .privateKey(try key(files.key)))
        configuration.minimumTLSVersion = .tlsv12
        configuration.applicationProtocols = ["http/1.1"]
        do {
            return try NIOSSLContext(configuration: configuration)
        } catch {
            throw .otherKey(certificate: files.certificate, key: files.key)
        }
    }

    private static func chain(_ path: String) throws(TLSFault) -> [NIOSSLCertificate] {
        guard access(path, R_OK) == 0 else { throw .unreadable(path: path, code: errno) }
        // The library's reason is for programmers: what a person can do is the same for all.
        guard let chain = try? NIOSSLCertificate.fromPEMFile(path), !chain.isEmpty else {
            throw .noCertificate(path: path)
        }
        return chain
    }

    private static func key(_ path: String) throws(TLSFault) -> NIOSSLPrivateKey {
        let bytes: [UInt8]
        do throws(KeyFileError) {
            bytes = try SecretFile.read(path, limit: maxKeyBytes)
        } catch {
            throw .keyFile(error)
        }
        do {
            return try NIOSSLPrivateKey(bytes: bytes, format: .pem)
        } catch {
            throw .noKey(path: path)
        }
    }

    /// A server whose connections get the certificate of their moment.
    func server(_ http: HTTP1Channel.Configuration) -> HTTPServerBuilder {
        HTTPServerBuilder { responder in
            TLSConnections(
                base: HTTP1Channel(responder: responder, configuration: http), certificate: self)
        }
    }
}

/// Why the files of a certificate cannot be used.
public enum TLSFault: Error, Equatable, Sendable {
    /// The certificate cannot be read.
    case unreadable(path: String, code: Int32)
    /// There is no certificate in the file.
    case noCertificate(path: String)
    /// The key's file cannot be read, or others can read it.
    case keyFile(KeyFileError)
    /// There is no key in the file that opens without a passphrase.
    case noKey(path: String)
    /// The key is not that of the certificate.
    case otherKey(certificate: String, key: String)
}

extension TLSFault: CustomStringConvertible {
    /// What is wrong, and what to do about it.
    public var description: String {
        switch self {
        case .unreadable(let path, let code):
            "\(path) cannot be read: \(String(cString: strerror(code)))"
        case .noCertificate(let path):
            "\(path) holds no certificate; give a PEM file with the certificate and its chain"
        case .keyFile(let error): "\(error.description); \(error.nextStep)"
        case .noKey(let path):
            "\(path) holds no private key; give a PEM file with a key that has no passphrase"
        case .otherKey(let certificate, let key):
            "\(key) is not the key of \(certificate); give the two files that were made together"
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
