import Foundation
import LicenseTestSupport

// The only writer of the page of refusals. With `--check` it writes nothing and exits with 1 if the
// page differs from what it would write. Either way it fails if an enum has a case without an
// example, so that no refusal can be added without a row on the page.

let page = RepositoryFolder.root.appendingPathComponent(
    "Sources/LicenseVerifier/LicenseVerifier.docc/Refusals.md")
let arguments = CommandLine.arguments.dropFirst()

guard arguments.allSatisfy({ $0 == "--check" }) else {
    complain("usage: RefusalCatalogue [--check]")
    exit(64)
}

let sources = try SourceTree(under: RepositoryFolder.root.appendingPathComponent("Sources"))
let (chapters, gaps) = RefusalPage.chapters(from: sources)
guard gaps.isEmpty else {
    gaps.forEach(complain)
    exit(1)
}
let text = RefusalPage.text(of: chapters)
if arguments.isEmpty {
    try Data(text.utf8).write(to: page)
    print("wrote \(chapters.map(\.refusals.count).reduce(0, +)) refusals")
} else if try String(contentsOf: page, encoding: .utf8) != text {
    complain("\(page.lastPathComponent) is not what `swift run RefusalCatalogue` writes")
    exit(1)
}

func complain(_ sentence: String) {
    FileHandle.standardError.write(Data("RefusalCatalogue: \(sentence)\n".utf8))
}
