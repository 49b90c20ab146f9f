import ArgumentParser
import Foundation
import LicenseSyncClient
import Terminal

/// Where the vendor's service is, and how it is reached.
struct ServiceOptions: ParsableArguments {
    @Option(
        parsing: .singleValue,
        help: ArgumentHelp(
            "The service's address; may be repeated for mirrors, the first that answers is used.",
            valueName: "url"))
    var service: [String] = []

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
        guard !service.isEmpty else { throw ValidationError("--service is needed") }
        guard (1...20).contains(tries) else { throw ValidationError("--tries is 1 to 20") }
    }

    /// Runs with a client whose connections end with the body.
    func withClient<Result>(_ body: (SyncClient) async throws -> Result) async throws -> Result {
        if let caFile, !FileManager.default.isReadableFile(atPath: caFile) {
            throw CommandFailure(
                .noInput, "there is no file \(caFile)", nextStep: "check the name of --ca-file")
        }
        let transport = AsyncHTTPTransport(proxy: try proxyAddress(), authorities: caFile)
        do {
            let client = try SyncClient(
                service, over: transport, schedule: RetrySchedule(tries: tries))
            let result = try await body(client)
            await transport.shutDown()
            return result
        } catch {
            await transport.shutDown()
            throw error
        }
    }

    private func proxyAddress() throws -> AsyncHTTPTransport.Proxy? {
        let environment = ProcessInfo.processInfo.environment
        let given = proxy ?? environment["HTTPS_PROXY"] ?? environment["https_proxy"]
        guard var text = given, !text.isEmpty, proxy != nil || !isExempt(environment) else {
            return nil
        }
        for scheme in ["http://", "https://"] where text.hasPrefix(scheme) {
            text.removeFirst(scheme.count)
        }
        if text.hasSuffix("/") { text.removeLast() }
        let parts = text.split(separator: ":")
        guard parts.count == 2, let port = Int(parts[1]), (1...65_535).contains(port) else {
            throw CommandFailure(
                .configuration, "the proxy is not written as host:port",
                nextStep: "write it as proxy.example.com:3128")
        }
        return AsyncHTTPTransport.Proxy(host: String(parts[0]), port: port)
    }

    /// Whether NO_PROXY names the host of the first service, or this machine is meant.
    private func isExempt(_ environment: [String: String]) -> Bool {
        let names = environment["NO_PROXY"] ?? environment["no_proxy"] ?? ""
        let host = service.first.flatMap { URL(string: $0)?.host } ?? ""
        if ["127.0.0.1", "localhost", "::1"].contains(host) { return true }
        return names.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }
            .contains { name in
                name == "*" || host == name
                    || (!name.isEmpty && host.hasSuffix("." + name.drop { $0 == "." }))
            }
    }
}
