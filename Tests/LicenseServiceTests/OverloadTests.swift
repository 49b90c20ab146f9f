import Foundation
import Hummingbird
import HummingbirdTesting
import LicenseVerifier
import NIOCore
import Testing

@testable import LicenseService

@Suite struct `The threads of the registry` {
    @Test func `refuse what would wait too long, and answer again afterwards`() async throws {
        let pool = BlockingPool(threads: 1, waiting: 2)
        let authenticator = DispatchSemaphore(value: 0)
        let results = await withTaskGroup(of: Bool.self) { group in
            // One works, one waits, and the others are too many.
            for _ in 0..<2 {
                group.addTask {
                    (try? await pool.run { authenticator.wait() }) != nil
                }
            }
            while pool.depth < 2 { await Task.yield() }
            for _ in 0..<3 {
                await #expect(throws: Overload.self) { try await pool.run {} }
            }
            for _ in 0..<2 { authenticator.signal() }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(results == [true, true])
        #expect(try await pool.run { 7 } == 7)
        try await pool.shutDown()
    }

    @Test func `say when to try again`() {
        let problem = Problem(Overload())
        #expect(problem.status == .serviceUnavailable)
        #expect(problem.response(requestID: "1").headers[.retryAfter] == "1")
    }
}
