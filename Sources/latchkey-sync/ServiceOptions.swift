import ArgumentParser
import Foundation
import LicenseSyncClient
import Terminal

/// Where the vendor's service is, and how it is reached.
struct ServiceOptions: ParsableArguments {
    @Option(
        parsing: .singleValue,
        help: ArgumentHelp(
            "The service's address; may be repeated for mirrors, the first that answers is used. "
                + "Default: what the vendor's trust bundle says.",
            valueName: "url"))
    var service: [String] = []

    @Option(
        help: ArgumentHelp(
            "Where any web server hands out status lists and the trust bundle. Default: what the "
                + "vendor's trust bundle says.", valueName: "url"))
    var statusBase: String?

    @Option(
        help: ArgumentHelp(
            "Trust the authorities in this PEM file instead of the system's.", valueName: "file"),
        completion: .file())
    var caFile: String?

    @Option(
        help: ArgumentHelp(
            "A proxy, as host:port. Default: HTTPS_PROXY or https_proxy, unless NO_PROXY names "
                + "the host.", valueName: "host:port"))
    var proxy: String?

    @Option(help: ArgumentHelp("How often each request is tried.", valueName: "number"))
    var tries = 3

    func validate() throws {
        guard (1...20).contains(tries) else { throw ValidationError("--tries is 1 to 20") }
    }

    /// Runs with a client whose connections end with the body.
    func withClient<Result>(_ body: (SyncClient) async throws -> Result) async throws -> Result {
        if let caFile, !FileManager.default.isReadableFile(atPath: caFile) {
            throw CommandFailure(
                .noInput, "there is no file \(caFile)", nextStep: "check the name of --ca-file")
        }
        let addresses = try ServiceAddresses(services: service, statusBase: statusBase)
        let transport = AsyncHTTPTransport(proxy: try proxyInForce(), authorities: caFile)
        do {
            let client = SyncClient(
                addresses, over: transport, schedule: RetrySchedule(tries: tries))
            let result = try await body(client)
            await transport.shutDown()
            return result
        } catch {
            await transport.shutDown()
            throw error
        }
    }

    private func proxyInForce() throws -> HTTPProxy? {
        let environment = ProcessInfo.processInfo.environment
        let inherited = environment["HTTPS_PROXY"] ?? environment["https_proxy"]
        guard let text = proxy ?? inherited, !text.isEmpty else { return nil }
        let exempt = environment["NO_PROXY"] ?? environment["no_proxy"] ?? ""
        guard let known = HTTPProxy(text, exempt: proxy == nil ? exempt : nil) else {
            throw CommandFailure(
                .configuration, "the proxy is not written as host:port",
                nextStep: "write it as proxy.example.com:3128")
        }
        return known
    }
}
