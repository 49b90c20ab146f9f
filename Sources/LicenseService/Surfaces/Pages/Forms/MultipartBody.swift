import HTTPTypes

/// A body in parts, as browsers send files (RFC 7578).
struct MultipartBody {
    struct Part {
        let name: String
        let fileName: String?
        let content: [UInt8]
    }

    private(set) var parts: [Part] = []

    init(_ body: [UInt8], boundary: String) throws(Problem) {
        let mark = Array("--\(boundary)".utf8)
        var rest = body[...]
        guard rest.starts(with: mark) else { throw Self.malformed }
        rest = rest.dropFirst(mark.count)
        while !rest.starts(with: "--".utf8) {
            guard rest.starts(with: "\r\n".utf8) else { throw Self.malformed }
            rest = rest.dropFirst(2)
            guard let headEnd = Self.first(Array("\r\n\r\n".utf8), in: rest),
                let end = Self.first(Array("\r\n".utf8) + mark, in: rest[(headEnd + 2)...])
            else { throw Self.malformed }
            let head = String(decoding: rest[..<headEnd], as: UTF8.self)
            if let name = Self.parameter("name", of: head) {
                parts.append(
                    Part(
                        name: name, fileName: Self.parameter("filename", of: head),
                        content: Array(rest[min(headEnd + 4, end)..<end])))
            }
            rest = rest[(end + 2 + mark.count)...]
        }
    }

    private static var malformed: Problem {
        Problem(
            .badRequest, "malformed", "the form did not arrive whole",
            nextStep: "send the form once more")
    }

    static func first(_ mark: [UInt8], in bytes: ArraySlice<UInt8>) -> Int? {
        var position = bytes.startIndex
        while position + mark.count <= bytes.endIndex {
            guard let next = bytes[position...].firstIndex(of: mark[0]) else { return nil }
            if bytes[next...].starts(with: mark) { return next }
            position = next + 1
        }
        return nil
    }

    /// Whether the head of a part says that it is a file.
    static func isOfFile(_ head: ArraySlice<UInt8>) -> Bool {
        parameter("filename", of: String(decoding: head, as: UTF8.self)) != nil
    }

    /// A parameter of the line that says what the part is.
    private static func parameter(_ name: String, of head: String) -> String? {
        for line in head.split(whereSeparator: \.isNewline)
        where line.lowercased().hasPrefix("content-disposition:") {
            for parameter in line.split(separator: ";").dropFirst() {
                let parts = parameter.drop { $0 == " " }.split(separator: "=", maxSplits: 1)
                guard parts.count == 2, parts[0] == name else { continue }
                return String(parts[1].filter { $0 != "\"" })
            }
        }
        return nil
    }
}
