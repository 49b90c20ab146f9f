import CProcess
import Dispatch
import Glibc
import Synchronization

/// Why a program could not be started, by its number.
struct Errno: Error {
    let code: Int32
}

/// A program that runs beside the service.
///
/// Foundation's `Process` is not used: it copies each entry of /proc/self/fd as if it had its greatest
/// length, and so reads past the end of a buffer where some 1,350 files are open, which is no more
/// than a busy service has connections.
struct ChildProgram: Sendable {
    /// How it ended.
    enum Ending: Equatable {
        case exited(Int32)
        /// A signal ended it.
        case killed
    }

    private let child: pid_t

    /// Starts a program that reads from a file and whose own words nobody hears.
    ///
    /// It inherits no other file, and no signal that this service ignores.
    init(
        _ program: String, _ arguments: [String], reading descriptor: Int32
    ) throws(Errno) {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, descriptor, STDIN_FILENO)
        for output in [STDOUT_FILENO, STDERR_FILENO] {
            posix_spawn_file_actions_addopen(&actions, output, "/dev/null", O_WRONLY, 0)
        }
        latchkey_close_from(&actions, STDERR_FILENO + 1)
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var signals = sigset_t()
        sigemptyset(&signals)
        for number in [SIGPIPE, SIGTERM, SIGINT, SIGHUP, SIGXFSZ] { sigaddset(&signals, number) }
        posix_spawnattr_setsigdefault(&attributes, &signals)
        posix_spawnattr_setflags(
            &attributes, Int16(POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF))
        var arguments = ([program] + arguments).map { strdup($0) } + [nil]
        var variables = [strdup("PATH=/usr/sbin:/usr/bin:/sbin:/bin"), nil]
        defer { for text in arguments + variables { free(text) } }
        var child: pid_t = 0
        let failure = posix_spawn(&child, program, &actions, &attributes, &arguments, &variables)
        guard failure == 0 else { throw Errno(code: failure) }
        self.child = child
    }

    /// Waits until it has ended; after the time given it is killed.
    ///
    /// To be called once.
    func end(within limit: Duration) -> Ending {
        let (child, watch) = (child, Watch())
        DispatchQueue.global().asyncAfter(deadline: .now() + limit / .seconds(1)) {
            watch.ifRunning { kill(child, SIGKILL) }
        }
        // Its number is another program's only once it was waited for.
        var information = siginfo_t()
        while waitid(P_PID, id_t(child), &information, WEXITED | WNOWAIT) != 0, errno == EINTR {}
        watch.end()
        var status: Int32 = 0
        while waitpid(child, &status, 0) < 0, errno == EINTR {}
        return status & 0x7f == 0 ? .exited(status >> 8 & 0xff) : .killed
    }

    /// Whether the program still runs, for who would end it.
    private final class Watch: Sendable {
        private let isRunning = Mutex(true)

        func ifRunning(_ body: () -> Void) { isRunning.withLock { if $0 { body() } } }

        func end() { isRunning.withLock { $0 = false } }
    }
}
