internal import Glibc
internal import Synchronization

/// A terminal that can be asked for one hidden line.
struct Terminal: ~Copyable {
    private let descriptor: Int32

    init(_ path: String) throws(KeyFileError) {
        descriptor = unsafe open(path, O_RDWR | O_NOCTTY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .noTerminal(errno: errno) }
    }

    deinit {
        if descriptor >= 0 { close(descriptor) }
    }

    /// Asks once; what is typed stays invisible, and the terminal is as before when this returns,
    /// also after a signal.
    ///
    /// A signal that would end or stop the process does so after the terminal is restored. When
    /// the process continues after a stop, it asks again.
    func readSecret(_ prompt: String) throws(KeyFileError) -> SecretBytes {
        while true {
            let entry = try ask(prompt)
            guard let signal = entry.signal else { return entry.secret }
            HeldSignals.release(signal)
            guard signal == SIGTSTP else { throw .interrupted(signal: signal) }
        }
    }

    private struct Entry: ~Copyable {
        var secret = SecretBytes(capacity: Passphrase.maxBytes)
        var signal: Int32?
    }

    /// Asks with the signals held up.
    private func ask(_ prompt: String) throws(KeyFileError) -> Entry {
        let signals = try HeldSignals.hold()
        var before = termios()
        guard unsafe tcgetattr(descriptor, &before) == 0 else { throw .noTerminal(errno: errno) }
        var hidden = before
        hidden.c_lflag &= ~tcflag_t(ECHO)
        // The end of the line stays visible, so that the cursor moves on.
        hidden.c_lflag |= tcflag_t(ICANON | ECHONL)
        // What was typed before the question is not an answer to it.
        guard unsafe tcsetattr(descriptor, TCSAFLUSH, &hidden) == 0 else {
            throw .noTerminal(errno: errno)
        }
        defer { _ = unsafe tcsetattr(descriptor, TCSADRAIN, &before) }
        try show(prompt)
        let entry = try readLine(until: signals)
        if entry.signal != nil { try show("\n") }
        return entry
    }

    private func show(_ text: String) throws(KeyFileError) {
        let bytes = Array(text.utf8)
        guard unsafe Glibc.write(descriptor, bytes, bytes.count) == bytes.count else {
            throw .noTerminal(errno: errno)
        }
    }

    private func readLine(until signals: borrowing HeldSignals) throws(KeyFileError) -> Entry {
        var entry = Entry()
        while true {
            var sources = [
                pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0),
                pollfd(fd: signals.descriptor, events: Int16(POLLIN), revents: 0),
            ]
            guard unsafe poll(&sources, nfds_t(sources.count), -1) > 0 else {
                if errno == EINTR { continue }
                throw .noTerminal(errno: errno)
            }
            if let signal = signals.next() {
                entry.signal = signal
                return entry
            }
            if sources[0].revents != 0, try !readByte(into: &entry.secret) { return entry }
        }
    }

    /// Returns false at the end of the line.
    private func readByte(into secret: inout SecretBytes) throws(KeyFileError) -> Bool {
        var byte: UInt8 = 0
        let count = unsafe Glibc.read(descriptor, &byte, 1)
        if count < 0 && errno == EINTR { return true }
        guard count >= 0 else { throw .noTerminal(errno: errno) }
        guard count == 1, byte != Passphrase.lineFeed else { return false }
        guard secret.append(byte) else { throw .passphraseTooLong(limit: Passphrase.maxBytes) }
        return true
    }
}

/// The signals that end or stop a process, noted instead of acted upon while this value lives.
private struct HeldSignals: ~Copyable {
    /// Becomes readable when a signal arrives.
    let descriptor: Int32
    private let writer: Int32
    private var previous: [(signal: Int32, action: sigaction)] = []

    private static let held = [SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGTSTP]
    private static let ignored = unsafe unsafeBitCast(SIG_IGN, to: Int.self)

    static func hold() throws(KeyFileError) -> HeldSignals {
        var ends: [Int32] = [-1, -1]
        guard unsafe pipe(&ends) == 0 else { throw .noTerminal(errno: errno) }
        for end in ends {
            _ = fcntl(end, F_SETFD, FD_CLOEXEC)
            _ = fcntl(end, F_SETFL, O_NONBLOCK)
        }
        // One question at a time: a second one would take the first one's signals away.
        let (isFree, _) = signalWriter.compareExchange(
            expected: -1, desired: ends[1], ordering: .sequentiallyConsistent)
        guard isFree else {
            for end in ends { close(end) }
            throw .noTerminal(errno: EBUSY)
        }
        return HeldSignals(descriptor: ends[0], writer: ends[1])
    }

    private init(descriptor: Int32, writer: Int32) {
        self.descriptor = descriptor
        self.writer = writer
        for signal in Self.held {
            var action = sigaction()
            guard unsafe sigaction(signal, nil, &action) == 0 else { continue }
            // What the caller's shell has ignored, as nohup does, stays ignored.
            let handler = unsafe unsafeBitCast(
                action.__sigaction_handler.sa_handler, to: Int.self)
            guard handler != Self.ignored else { continue }
            var noting = sigaction()
            unsafe noting.__sigaction_handler.sa_handler = note
            guard unsafe sigaction(signal, &noting, nil) == 0 else { continue }
            previous.append((signal, action))
        }
    }

    deinit {
        for (signal, action) in previous {
            var action = action
            _ = unsafe sigaction(signal, &action, nil)
        }
        _ = signalWriter.compareExchange(
            expected: writer, desired: -1, ordering: .sequentiallyConsistent)
        close(writer)
        close(descriptor)
    }

    /// Lets a signal that was held up do what it would have done, before this returns.
    static func release(_ signal: Int32) {
        // The threads of Dispatch, and all that they start, block every signal.
        var only = sigset_t()
        unsafe sigemptyset(&only)
        unsafe sigaddset(&only, signal)
        var before = sigset_t()
        unsafe pthread_sigmask(SIG_UNBLOCK, &only, &before)
        raise(signal)
        unsafe pthread_sigmask(SIG_SETMASK, &before, nil)
    }

    /// The signal that arrived, if one did.
    func next() -> Int32? {
        var signal: UInt8 = 0
        return unsafe Glibc.read(descriptor, &signal, 1) == 1 ? Int32(signal) : nil
    }
}

/// Where the handler writes a signal's number; a handler has no other way to know.
private let signalWriter = Atomic<Int32>(-1)

/// Does nothing but write to a pipe, since little else is allowed in a handler (signal-safety(7)).
private func note(_ signal: Int32) {
    let saved = errno
    var number = UInt8(truncatingIfNeeded: signal)
    _ = unsafe write(signalWriter.load(ordering: .sequentiallyConsistent), &number, 1)
    errno = saved
}
