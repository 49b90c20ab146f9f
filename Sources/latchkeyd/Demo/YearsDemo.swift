import CommandSupport

/// `latchkeyd demo --years`: what becomes of a service over the years, and of the machines beside it.
struct YearsDemo {
    private let demo: DemoRun
    private let bundle = "trust.bundle=acme.trust"

    init(_ demo: DemoRun) {
        self.demo = demo
    }

    /// Throws at the first step after which a machine decides otherwise than it should.
    func play() throws {
        try run(DemoStep.vouchedVendor)
        try serve(.first, "The service, on a loopback port.")
        try run(DemoStep.firstSales)
        demo.end(.first)
        try run(DemoStep.disaster)
        try serve(.first, "It starts with the backup, and notices that the registry has gone back.")
        try run(DemoStep.standingStill)
        demo.end(.first)
        try run(DemoStep.resuming)
        try serve(.first, "The service goes on.")
        try run(DemoStep.healing)
        try serve(.second, "A second node, over the same registry.", [DemoStep.oldDatabase])
        try run(DemoStep.nodes + DemoStep.nextKey)
        demo.end()
        try serve(.first, "Both nodes start again, with the new key.")
        try serve(.second, "The second one too.", [DemoStep.oldDatabase])
        try run(DemoStep.formerKey)
        demo.end()
        try run(DemoStep.move)
        try serve(.first, "The service, on the new database.", [DemoStep.newDatabase])
        try run(DemoStep.afterMove)
    }

    private func run(_ steps: [DemoStep]) throws {
        for step in steps { try demo.run(step) }
    }

    private func serve(
        _ node: DemoNode, _ title: String, _ settings: [String] = []
    ) throws {
        try demo.serve(node, [bundle] + settings, saying: title)
    }
}
