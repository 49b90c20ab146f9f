import CProcess
import Glibc
import Terminal

/// The memory of a program that holds private keys.
enum ProcessMemory {
    /// Keeps what is in memory out of core files, and away from other processes of the same user.
    ///
    /// The limit holds for core files, the flag also where the system hands a core to another
    /// program (core(5), prctl(2) PR_SET_DUMPABLE). A crash ends the program at once: the Swift
    /// runtime would print a backtrace first, with what is in memory behind each register.
    static func forbidDumps() throws {
        for crash in [SIGQUIT, SIGABRT, SIGBUS, SIGFPE, SIGILL, SIGSEGV, SIGTRAP] {
            signal(crash, SIG_DFL)
        }
        var none = rlimit(rlim_cur: 0, rlim_max: 0)
        guard setrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &none) == 0,
            latchkey_forbid_dump() == 0
        else {
            throw CommandFailure(
                .configuration, "this system does not keep private keys out of core files",
                nextStep: "run the program on a Linux system that allows prctl and setrlimit")
        }
    }
}
