import Foundation

// The only writer of Fixtures/ and Keys/. With `--check` it writes nothing, lists the files that
// differ from what it would write, and exits with 1 if there are any.

let root = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
let arguments = CommandLine.arguments.dropFirst()

guard arguments.allSatisfy({ $0 == "--check" }) else {
    FileHandle.standardError.write(Data("usage: FixtureGenerator [--check]\n".utf8))
    exit(64)
}

let files = try FixtureFiles.all()
if arguments.isEmpty {
    try files.write(under: root)
    print("wrote \(files.count) files")
} else {
    let differences = try files.differences(under: root)
    differences.forEach { print($0) }
    print("\(files.count) files, \(differences.count) differ")
    exit(differences.isEmpty ? 0 : 1)
}
