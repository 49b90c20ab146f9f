import CStatx
import JSON

/// Which file a file is, whatever it is called and whatever is in it: its inode, and when that was
/// made.
///
/// A copy has another one, also one with all attributes (`cp -a`); a file that was renamed has the
/// same. A disk that is copied whole, as of a virtual machine, has the same files.
struct FileBirth: Equatable {
    let inode: UInt64
    let seconds: Int64
    let nanoseconds: UInt32

    init(inode: UInt64, seconds: Int64, nanoseconds: UInt32) {
        self.inode = inode
        self.seconds = seconds
        self.nanoseconds = nanoseconds
    }

    /// Asks the file system; nil for no such file, and where it does not know when files were made.
    init?(ofFile path: String) {
        var birth = latchkey_file_birth()
        guard latchkey_file_birth(path, &birth) == 0, birth.seconds > 0 else { return nil }
        self.init(
            inode: birth.inode, seconds: birth.seconds, nanoseconds: birth.nanoseconds)
    }
}

extension FileBirth {
    var json: JSON {
        .object(
            JSONObject([
                JSONObject.Member("inode", .string("\(inode)")),
                JSONObject.Member("seconds", .integer(seconds)),
                JSONObject.Member("nanoseconds", .integer(nanoseconds)),
            ]))
    }

    init?(_ json: JSON) {
        guard let object = json.object,
            let inode = object["inode"]?.string.flatMap({ UInt64($0) }),
            let seconds = object["seconds"]?.integer,
            let nanoseconds = object["nanoseconds"]?.integer.flatMap({ UInt32(exactly: $0) })
        else { return nil }
        self.init(inode: inode, seconds: seconds, nanoseconds: nanoseconds)
    }
}
