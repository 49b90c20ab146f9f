/// Prints how the product's hot paths compare with the floor under them, measured in one run.
///
/// `swift run -c release Benchmarks`, with `--all` also what takes a minute.
@main
enum Benchmarks {
    static func main() async throws {
        if CommandLine.arguments.contains("--ledger") { return try LedgerBenchmark.run() }
        let isWhole = CommandLine.arguments.contains("--all")
        // First, while this process is small: a child's peak includes what it was forked from.
        try ProcessBenchmark.run(millions: isWhole)
        try VerifyBenchmark.run()
        try await MintBenchmark.run()
        try StatusBenchmark.run()
        try StatusDeltaBenchmark.run()
        try PagedStatusBenchmark.run()
        try LedgerBenchmark.run()
    }
}
