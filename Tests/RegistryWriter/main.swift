// Writes to a database from many threads until it is killed, and says of every write that it has
// been told of as done. A test kills it, and looks whether all of that is there.
import Glibc
import LicensePostgres
import LicenseRegistry
import LicenseTestSupport
import SQLDatabase

let arguments = CommandLine.arguments
guard arguments.count == 3, let first = Int64(arguments[2]) else {
    print("usage: RegistryWriter URL FIRST-NUMBER")
    exit(64)
}

let database = try DatabaseURL(arguments[1]).open(connections: 8)
let results = concurrently(32) { caller in
    var number = first + Int64(caller) * 1_000_000
    while true {
        // Two tables, so that half a write shows.
        try database.write { (writer) throws(SQLError) in
            try writer.run("INSERT INTO debit (id) VALUES ($1)", [.integer(number)])
            try writer.run("INSERT INTO credit (id) VALUES ($1)", [.integer(number)])
        }
        // At once and in one piece: nothing may wait in a buffer when the program is killed.
        let line = Array("\(number)\n".utf8)
        guard write(STDOUT_FILENO, line, line.count) == line.count else { return }
        number += 1
    }
}
for case .failure(let error) in results { print("failed: \(error)") }
exit(1)
