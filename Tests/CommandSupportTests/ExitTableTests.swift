import CommandSupport
import Foundation
import LicenseTestSupport
import Terminal
import Testing

@Suite struct `The table of exit statuses` {
    @Test(arguments: ExitTable.all)
    func `has the manual's status for each case of each error`(_ table: ExitTable) throws {
        if table.file != nil {
            let declared = try table.declaredCases()
            #expect(table.payloadCases.isSubset(of: declared))
            #expect(table.payloadCases.count + table.plainCaseCount == declared.count, "all cases")
        }
        for (status, errors) in table.rows {
            for error in errors {
                #expect(error.exitStatus == status, "\(error)")
                let failure = try #require(CommandFailure(error))
                #expect(failure.status == status)
                #expect(!failure.code.isEmpty && !failure.nextStep.isEmpty)
                #expect(failure.descriptions.count == 1 && failure.descriptions != [""])
            }
        }
    }

    @Test func `does not know an error that nobody foresaw`() {
        #expect(CommandFailure(CocoaError(.fileNoSuchFile)) == nil)
    }

    @Test func `gives a failure without a code the code of its status`() {
        for status in ExitStatus.allCases {
            #expect(CommandFailure(status, "it failed", nextStep: "wait").code == status.code)
        }
    }

    @Test func `is the list of the manual`() throws {
        let manual = try String(
            contentsOf: RepositoryFolder.root.appendingPathComponent(
                "Sources/latchkey/latchkey.docc/Manual.md"), encoding: .utf8)
        let section = manual.components(separatedBy: "## Exit status\n")
        #expect(section.count == 2, "statuses are listed once")
        let rows = (section.last ?? "").matches(of: /\n\| (\d+) \| `([a-z.-]+)` \|/).map {
            "\($0.output.1) \($0.output.2)"
        }
        #expect(rows == ExitStatus.allCases.map { "\($0.rawValue) \($0.code)" })
    }
}
