import COSE
import LicenseVerifier

/// The small file of the soft clock mark: written often, flushed never, and worth nothing when it is
/// damaged, since the mark heals.
enum ClockFile {
    private static let fileName = "clock"
    private static let size = 24

    /// The mark, if it was made since the signed mark that the state file knows; else the state
    /// file's own.
    static func read(
        _ directory: String, _ marks: ClockMarks, _ files: any FileLayer
    ) throws(FileFault) -> Timestamp {
        let content: [UInt8]?
        do throws(FileFault) {
            content = try files.content(of: fileName, in: directory, limit: size)
        } catch {
            // One that is too long is as damaged as any other.
            guard error.isTooLarge else { throw error }
            return marks.seen
        }
        guard let bytes = content, bytes.count == size, check(bytes) == Array(bytes.suffix(8))
        else { return marks.seen }
        var fields = ByteReader(bytes[...])
        guard let seen = Timestamp(secondsSinceEpoch: Int64(bitPattern: fields.number())),
            // A newer signed time, or a reset, has taken the mark back since it was written.
            fields.number() == epoch(marks)
        else { return marks.seen }
        return max(seen, marks.seen)
    }

    /// Keeps the mark; what fails is left to the next time.
    static func write(
        _ seen: Timestamp, _ directory: String, _ marks: ClockMarks, _ files: any FileLayer
    ) {
        var fields = ByteWriter(capacity: size)
        fields.append(UInt64(bitPattern: seen.secondsSinceEpoch))
        fields.append(epoch(marks))
        fields.append(check(fields.bytes))
        do throws(FileFault) {
            guard
                let file = try files.open(
                    directory + "/" + fileName, for: .creating)
            else { return }
            defer { files.close(file) }
            try files.write(fields.bytes, to: file, at: 0)
        } catch {
            // A mark that is not kept is soft anyway, and must not keep a licensed program from
            // running on a disk that cannot be written.
        }
    }

    private static func epoch(_ marks: ClockMarks) -> UInt64 {
        UInt64(bitPattern: marks.signed.secondsSinceEpoch) ^ marks.resets << 40
    }

    private static func check(_ bytes: [UInt8]) -> [UInt8] {
        Array(SHA256.digest(of: Array(bytes.prefix(16))).prefix(8))
    }
}
