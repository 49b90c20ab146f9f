import Foundation
import Synchronization
import Testing

@testable import COSESigning

@Suite(.serialized) struct `Asking for a passphrase` {
    @Test func `takes a line and does not show it`() throws {
        let terminal = try PseudoTerminal()
        let answer = terminal.ask(confirming: false)
        try terminal.expect("Passphrase: ")
        try terminal.type("words\n")
        #expect(try answer.text() == "words")
        #expect(try !terminal.shown().contains("words"))
    }

    @Test func `asks twice for a new one`() throws {
        let terminal = try PseudoTerminal()
        let answer = terminal.ask(confirming: true)
        try terminal.expect("Passphrase: ")
        try terminal.type("words\n")
        try terminal.expect("Passphrase (again): ")
        try terminal.type("words\n")
        #expect(try answer.text() == "words")
    }

    @Test func `refuses two that differ`() throws {
        let terminal = try PseudoTerminal()
        let answer = terminal.ask(confirming: true)
        try terminal.expect("Passphrase: ")
        try terminal.type("words\n")
        try terminal.expect("Passphrase (again): ")
        try terminal.type("Words\n")
        #expect(throws: KeyFileError.passphrasesDiffer) { try answer.text() }
    }

    @Test(arguments: ["\n", "\u{4}"])
    func `refuses an empty one`(typed: String) throws {
        let terminal = try PseudoTerminal()
        let answer = terminal.ask(confirming: false)
        try terminal.expect("Passphrase: ")
        try terminal.type(typed)
        #expect(throws: KeyFileError.passphraseEmpty) { try answer.text() }
    }

    @Test func `leaves the terminal as it was`() throws {
        let terminal = try PseudoTerminal()
        let before = try terminal.localModes()
        let answer = terminal.ask(confirming: false)
        try terminal.expect("Passphrase: ")
        #expect(try terminal.localModes() & tcflag_t(ECHO) == 0)
        try terminal.type("words\n")
        _ = try answer.text()
        #expect(try terminal.localModes() == before)
        #expect(before & tcflag_t(ECHO) != 0)
    }

    // The two others that are held, SIGINT and SIGTERM, belong to the servers that other suites run
    // in this process at the same time.
    @Test(arguments: [SIGHUP, SIGQUIT])
    func `leaves the terminal as it was when a signal ends it`(number: Int32) throws {
        // Without a handler of its own the process would end, as it should outside of a test.
        let previous = signal(number) { _ in signalsSeen.add(1, ordering: .relaxed) }
        defer { signal(number, previous) }
        let seenBefore = signalsSeen.load(ordering: .relaxed)
        let terminal = try PseudoTerminal()
        let before = try terminal.localModes()
        let answer = terminal.ask(confirming: false)
        try terminal.expect("Passphrase: ")
        #expect(kill(getpid(), number) == 0)
        #expect(throws: KeyFileError.interrupted(signal: number)) { try answer.text() }
        // What was held up is passed on, once.
        #expect(signalsSeen.load(ordering: .relaxed) == seenBefore + 1)
        #expect(try terminal.localModes() == before)
    }

    @Test func `asks again after the process was stopped`() throws {
        // Without a handler of its own the process would stop.
        let previous = signal(SIGTSTP) { _ in }
        defer { signal(SIGTSTP, previous) }
        let terminal = try PseudoTerminal()
        let answer = terminal.ask(confirming: false)
        try terminal.expect("Passphrase: ")
        #expect(kill(getpid(), SIGTSTP) == 0)
        try terminal.expect("Passphrase: \r\nPassphrase: ")
        try terminal.type("words\n")
        #expect(try answer.text() == "words")
    }

    @Test func `lets one question at a time be asked`() throws {
        let terminal = try PseudoTerminal()
        let other = try PseudoTerminal()
        let answer = terminal.ask(confirming: false)
        try terminal.expect("Passphrase: ")
        #expect(throws: KeyFileError.noTerminal(errno: EBUSY)) {
            try other.ask(confirming: false).text()
        }
        try terminal.type("words\n")
        #expect(try answer.text() == "words")
    }

    @Test func `ends at the limit`() throws {
        let terminal = try PseudoTerminal()
        let answer = terminal.ask(confirming: false)
        try terminal.expect("Passphrase: ")
        try terminal.type(String(repeating: "x", count: Passphrase.maxBytes + 1) + "\n")
        #expect(throws: KeyFileError.passphraseTooLong(limit: Passphrase.maxBytes)) {
            try answer.text()
        }
    }

    @Test func `needs a terminal`() throws {
        #expect(throws: KeyFileError.noTerminal(errno: ENOENT)) {
            _ = try Passphrase.prompt("Passphrase", confirming: false, terminal: "/dev/none")
        }
        #expect(throws: KeyFileError.noTerminal(errno: ENOTTY)) {
            _ = try Passphrase.prompt("Passphrase", confirming: false, terminal: "/dev/null")
        }
    }
}

/// Counts what the handlers of these tests receive.
private let signalsSeen = Atomic<Int>(0)

/// A terminal whose keyboard and screen are the test.
private final class PseudoTerminal {
    private let screen: Int32
    private let line: Int32
    private let path: String
    private var seen: [UInt8] = []

    init() throws {
        screen = unsafe open("/dev/ptmx", O_RDWR | O_NOCTTY)
        try #require(screen >= 0)
        // TIOCSPTLCK and TIOCGPTN of ioctl_tty(2): what unlockpt and ptsname do.
        var isLocked: Int32 = 0
        try #require(unsafe ioctl(screen, 0x4004_5431, &isLocked) == 0)
        var number: UInt32 = 0
        try #require(unsafe ioctl(screen, 0x8004_5430, &number) == 0)
        path = "/dev/pts/\(number)"
        // Held open, so that the screen does not report a hang-up between two users.
        line = unsafe open(path, O_RDWR | O_NOCTTY)
        try #require(line >= 0)
    }

    deinit {
        close(line)
        close(screen)
    }

    /// Starts to ask on a thread of its own.
    func ask(confirming: Bool) -> Answer {
        let answer = Answer()
        let path = path
        Thread.detachNewThread {
            answer.give { () throws(KeyFileError) in
                try Passphrase.prompt("Passphrase", confirming: confirming, terminal: path)
            }
        }
        return answer
    }

    /// Waits until a text was shown.
    func expect(_ text: String) throws {
        while !seen.contains(subsequence: Array(text.utf8)) { try look() }
    }

    func type(_ text: String) throws {
        let bytes = Array(text.utf8)
        try #require(unsafe write(screen, bytes, bytes.count) == bytes.count)
    }

    /// Everything shown so far, up to a mark that is shown last.
    func shown() throws -> String {
        let mark = Array("<end>".utf8)
        try #require(unsafe write(line, mark, mark.count) == mark.count)
        try expect("<end>")
        return String(decoding: seen, as: UTF8.self)
    }

    func localModes() throws -> tcflag_t {
        var state = termios()
        try #require(unsafe tcgetattr(line, &state) == 0)
        return state.c_lflag
    }

    private func look() throws {
        var buffer = [UInt8](repeating: 0, count: 256)
        let count = unsafe read(screen, &buffer, buffer.count)
        try #require(count > 0)
        seen += buffer[..<count]
    }
}

/// What the asking thread comes back with.
private final class Answer: @unchecked Sendable {
    // Written once before the semaphore is signaled, read once after.
    private var result: Result<String, KeyFileError> = .failure(.passphraseEmpty)
    private let isGiven = DispatchSemaphore(value: 0)

    func give(_ ask: () throws(KeyFileError) -> Passphrase) {
        do throws(KeyFileError) {
            let passphrase = try ask()
            result = .success(
                unsafe passphrase.secret.withUnsafeBytes {
                    unsafe String(decoding: $0, as: UTF8.self)
                })
        } catch {
            result = .failure(error)
        }
        isGiven.signal()
    }

    func text() throws(KeyFileError) -> String {
        isGiven.wait()
        return try result.get()
    }
}
