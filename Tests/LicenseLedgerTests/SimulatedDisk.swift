import Glibc
import LicenseLedger
import LicenseTestSupport
import Synchronization

/// A disk in memory that keeps apart what was written and what is on it, and that can fail or lose
/// its power at any system call.
///
/// What was written and not flushed survives a loss of power in any part: sector by sector for
/// contents, any first part for names. What was flushed always survives. After a flush that failed
/// the pages count as clean, as Linux has it: another flush does not bring them to the disk.
final class SimulatedDisk: FileLayer {
    /// What happens at a chosen call.
    enum Accident {
        /// The call fails with this error; a write has done half of its work.
        case failure(code: Int32)
        /// The power goes: this call and all after it never happen.
        case powerLoss
    }

    struct PowerIsOff: Error {}

    private struct Contents {
        var onDisk: [UInt8] = []
        var written: [UInt8] = []
        /// What the next flush brings to the disk.
        var dirty: [Range<Int>] = []
        var isTruncated = false

        mutating func flush() {
            if isTruncated { onDisk = [] }
            for range in dirty {
                if onDisk.count < range.upperBound {
                    onDisk += [UInt8](repeating: 0, count: range.upperBound - onDisk.count)
                }
                onDisk.replaceSubrange(range, with: written[range])
            }
            clean()
        }

        mutating func clean() { (dirty, isTruncated) = ([], false) }
    }

    private enum NameChange {
        case link(String, file: Int)
        case rename(String, String)
        case remove(String)
    }

    private struct State {
        var files: [Contents] = []
        var onDisk: [String: Int] = [:]
        var names: [String: Int] = [:]
        var changes: [NameChange] = []
        var open: [Int32: Int] = [:]
        var nextHandle: Int32 = 3
        var holder: Int32?
        var calls = 0
        var isOff = false
        var isReadOnly = false
    }

    private let state = Mutex(State())
    private let accident: Mutex<(at: Int, what: Accident)?> = Mutex(nil)

    init() {}

    /// How many calls were made.
    var calls: Int { state.withLock { $0.calls } }

    /// Plans an accident at the n-th call from now on.
    func plan(_ what: Accident, at call: Int) {
        let now = calls
        accident.withLock { $0 = (now + call, what) }
    }

    /// Whether the planned accident has happened; forgets it.
    func cancelAccident() -> Bool {
        let reached = calls
        return accident.withLock { planned in
            defer { planned = nil }
            return planned.map { reached >= $0.at } ?? false
        }
    }

    func setReadOnly(_ isReadOnly: Bool) {
        state.withLock { $0.isReadOnly = isReadOnly }
    }

    /// Changes a file behind everybody's back.
    func edit(_ path: String, _ change: (inout [UInt8]) -> Void) {
        state.withLock { state in
            guard let file = state.names[path] else { return }
            change(&state.files[file].written)
            state.files[file].onDisk = state.files[file].written
        }
    }

    func contents(_ path: String) -> [UInt8]? {
        state.withLock { state in state.names[path].map { state.files[$0].written } }
    }

    func unlink(_ path: String) {
        state.withLock { state in
            state.names[path] = nil
            state.onDisk[path] = nil
        }
    }

    /// The disk after the power came back: everything flushed, and some of the rest.
    func afterPowerLoss(_ generator: inout SplitMix64) -> SimulatedDisk {
        let survivor = SimulatedDisk()
        let old = state.withLock { $0 }
        var names = old.onDisk
        let kept = Int(generator.next() % UInt64(old.changes.count + 1))
        for change in old.changes.prefix(kept) { Self.apply(change, to: &names) }
        let files = old.files.map { contents -> Contents in
            var bytes = contents.onDisk
            let sector = 512
            for start in stride(from: 0, to: contents.written.count, by: sector) {
                let end = min(start + sector, contents.written.count)
                guard generator.next() % 2 == 0 else { continue }
                if bytes.count < end {
                    bytes += [UInt8](repeating: 0, count: end - bytes.count)
                }
                bytes.replaceSubrange(start..<end, with: contents.written[start..<end])
            }
            return Contents(onDisk: bytes, written: bytes)
        }
        survivor.state.withLock { state in
            state.files = files
            state.onDisk = names
            state.names = names
        }
        return survivor
    }

    /// The same disk for a process that starts after the one before it was killed.
    func afterKill() -> SimulatedDisk {
        let survivor = SimulatedDisk()
        let old = state.withLock { $0 }
        survivor.state.withLock { state in
            state.files = old.files
            state.onDisk = old.onDisk
            state.names = old.names
            state.changes = old.changes
        }
        return survivor
    }

    private static func apply(_ change: NameChange, to names: inout [String: Int]) {
        switch change {
        case .link(let name, let file): names[name] = file
        case .rename(let from, let to):
            names[to] = names[from]
            names[from] = nil
        case .remove(let name): names[name] = nil
        }
    }

    // MARK: - Calls

    /// Counts a call, and says what is to go wrong with it.
    private func step(
        _ call: FileFault.Call, _ path: String, changes: Bool = false
    ) throws(FileFault) -> Int32? {
        let number = state.withLock { state in
            state.calls += 1
            return state.calls
        }
        let planned = accident.withLock { $0 }
        if let planned, planned.at == number {
            switch planned.what {
            case .failure(let code): return code
            case .powerLoss: state.withLock { $0.isOff = true }
            }
        }
        let (isOff, isReadOnly) = state.withLock { ($0.isOff, $0.isReadOnly) }
        if isOff { throw FileFault(call, path, code: ENODEV) }
        if changes, isReadOnly { throw FileFault(call, path, code: EROFS) }
        return nil
    }

    private func fail(
        _ call: FileFault.Call, _ path: String, changes: Bool = false
    ) throws(FileFault) {
        if let code = try step(call, path, changes: changes) {
            throw FileFault(call, path, code: code)
        }
    }

    func makeDirectory(_ path: String) throws(FileFault) {
        try fail(.mkdir, path, changes: true)
    }

    func names(in directory: String) throws(FileFault) -> [String] {
        try fail(.readdir, directory)
        return state.withLock { state in
            state.names.keys.filter { $0.hasPrefix(directory + "/") }
                .map { String($0.dropFirst(directory.count + 1)) }
        }
    }

    func open(_ path: String, for use: FileUse) throws(FileFault) -> OpenFile? {
        try fail(.open, path, changes: use != .reading)
        return state.withLock { state in
            var file = state.names[path]
            if file == nil {
                guard use == .creating || use == .replacing else { return nil }
                state.files.append(Contents())
                file = state.files.count - 1
                state.names[path] = file
                state.changes.append(.link(path, file: state.files.count - 1))
            } else if use == .replacing, let file {
                state.files[file].written = []
                state.files[file].dirty = []
                state.files[file].isTruncated = true
            }
            state.nextHandle += 1
            state.open[state.nextHandle] = file
            return OpenFile(number: state.nextHandle)
        }
    }

    func resolve(_ path: String) throws(FileFault) -> String { path }

    func isSame(_ file: OpenFile, as path: String) throws(FileFault) -> Bool {
        state.withLock { $0.names[path] == $0.open[file.number] }
    }

    func dropInChildren(_ file: OpenFile) {}

    func close(_ file: OpenFile) {
        state.withLock { state in
            state.open[file.number] = nil
            if state.holder == file.number { state.holder = nil }
        }
    }

    func read(_ file: OpenFile, at offset: Int, count: Int) throws(FileFault) -> [UInt8] {
        try fail(.read, "\(file.number)")
        return state.withLock { state in
            let bytes = state.open[file.number].map { state.files[$0].written } ?? []
            return Array(bytes.dropFirst(offset).prefix(count))
        }
    }

    func word(of file: OpenFile, at offset: Int) throws(FileFault) -> UInt64 {
        let bytes = try read(file, at: offset, count: 8)
        return bytes.count == 8 ? bytes.reversed().reduce(0) { $0 << 8 | UInt64($1) } : 0
    }

    func write(_ bytes: [UInt8], to file: OpenFile, at offset: Int) throws(FileFault) {
        let code = try step(.write, "\(file.number)", changes: true)
        let done = code == nil ? bytes.count : bytes.count / 2
        state.withLock { state in
            guard let number = state.open[file.number] else { return }
            let end = offset + done
            if state.files[number].written.count < end {
                let missing = end - state.files[number].written.count
                state.files[number].written += [UInt8](repeating: 0, count: missing)
            }
            state.files[number].written.replaceSubrange(offset..<end, with: bytes.prefix(done))
            state.files[number].dirty.append(offset..<end)
        }
        if let code { throw FileFault(.write, "\(file.number)", code: code) }
    }

    func flush(_ file: OpenFile) throws(FileFault) {
        let code = try step(.fdatasync, "\(file.number)", changes: true)
        state.withLock { state in
            guard let number = state.open[file.number] else { return }
            if code == nil { state.files[number].flush() } else { state.files[number].clean() }
        }
        if let code { throw FileFault(.fdatasync, "\(file.number)", code: code) }
    }

    func flushDirectory(_ path: String) throws(FileFault) {
        try fail(.fsync, path, changes: true)
        state.withLock { state in
            state.onDisk = state.names
            state.changes = []
        }
    }

    func rename(_ path: String, to newPath: String) throws(FileFault) {
        try fail(.rename, path, changes: true)
        state.withLock { state in
            Self.apply(.rename(path, newPath), to: &state.names)
            state.changes.append(.rename(path, newPath))
        }
    }

    func remove(_ path: String) throws(FileFault) {
        try fail(.unlink, path, changes: true)
        state.withLock { state in
            state.names[path] = nil
            state.changes.append(.remove(path))
        }
    }

    func lock(_ file: OpenFile, waits: Bool) throws(FileFault) -> Bool {
        try fail(.flock, "\(file.number)")
        return state.withLock { state in
            guard state.holder == nil || state.holder == file.number else { return false }
            state.holder = file.number
            return true
        }
    }

    func unlock(_ file: OpenFile) {
        state.withLock { state in
            if state.holder == file.number { state.holder = nil }
        }
    }
}
