/// Prints how the product's hot paths compare with the floor under them, measured in one run.
///
/// `swift run -c release Benchmarks`, with `--all` also what takes a minute; a name runs one part.
@main
enum Benchmarks {
    static func main() async throws {
        if CommandLine.arguments.contains("--ledger") { return try LedgerBenchmark.run() }
        let isWhole = CommandLine.arguments.contains("--all")
        // First, while this process is small: a child's peak includes what it was forked from.
        if isWanted("process") { try ProcessBenchmark.run(millions: isWhole) }
        if isWanted("verify") { try VerifyBenchmark.run() }
        if isWanted("mint") { try await MintBenchmark.run() }
        if isWanted("status") { try StatusBenchmark.run() }
        if isWanted("status") { try StatusDeltaBenchmark.run() }
        if isWanted("status") { try PagedStatusBenchmark.run() }
        if isWanted("ledger") { try LedgerBenchmark.run() }
        if isWanted("store") { try RegistryBenchmark.run() }
    }

    private static func isWanted(_ name: String) -> Bool {
        let names = CommandLine.arguments.dropFirst().filter { !$0.hasPrefix("-") }
        return names.isEmpty || names.contains(name)
    }
}
