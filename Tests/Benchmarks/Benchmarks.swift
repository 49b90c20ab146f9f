/// Prints how the product's hot paths compare with the floor under them, measured in one run.
///
/// `swift run -c release Benchmarks`, with `--all` also what takes a minute.
@main
enum Benchmarks {
    static func main() async throws {
        let isWhole = CommandLine.arguments.contains("--all")
        try VerifyBenchmark.run()
        try await MintBenchmark.run()
        try ProcessBenchmark.run(millions: isWhole)
    }
}
