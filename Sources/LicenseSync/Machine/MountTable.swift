/// The mounts that a process sees, as `/proc/self/mountinfo` lists them (proc(5)).
struct MountTable {
    private let mounts: [(point: [UInt8], type: String)]

    /// Reads the table; lines that are none of it are left out.
    init(_ text: String) {
        mounts = text.split(separator: "\n").compactMap { line in
            // Optional fields lie between the sixth one and a lone hyphen; the type follows it.
            let fields = line.split(separator: " ")
            guard fields.count > 8, let hyphen = fields[6...].firstIndex(of: "-"),
                hyphen + 1 < fields.endIndex
            else { return nil }
            return (point: Self.unescaped(fields[4]), type: String(fields[hyphen + 1]))
        }
    }

    /// The type of the file system that an absolute path is on; of two mounts over each other the
    /// later one counts.
    func fileSystemType(of path: String) -> String? {
        let path = Array(path.utf8)
        var best: (count: Int, type: String)?
        for mount in mounts
        where Self.isInside(path, mount.point) && mount.point.count >= best?.count ?? 0 {
            best = (mount.point.count, mount.type)
        }
        return best?.type
    }

    private static func isInside(_ path: [UInt8], _ point: [UInt8]) -> Bool {
        guard point != [UInt8(ascii: "/")] else { return true }
        return path.starts(with: point)
            && (path.count == point.count || path[point.count] == UInt8(ascii: "/"))
    }

    /// Spaces and the like are written as a backslash and three octal digits.
    private static func unescaped(_ field: Substring) -> [UInt8] {
        var result: [UInt8] = []
        var rest = field.utf8[...]
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "\\"),
                let value = UInt8(String(decoding: rest.prefix(3), as: UTF8.self), radix: 8)
            {
                result.append(value)
                rest = rest.dropFirst(3)
            } else {
                result.append(byte)
            }
        }
        return result
    }
}
