import Glibc

/// Why no email can be sent.
struct MailFault: Error, Equatable, CustomStringConvertible {
    let program: String
    let code: Int32

    /// What is wrong, and what to do about it.
    var description: String {
        "\(program) cannot be run: \(String(cString: strerror(code))); name a program that takes "
            + "messages as sendmail does"
    }
}

extension MailPolicy {
    /// Throws where there is no such program, or none that may be run.
    func checkProgram() throws(MailFault) {
        var status = stat()
        guard stat(program, &status) == 0, access(program, X_OK) == 0 else {
            throw MailFault(program: program, code: errno)
        }
        guard status.st_mode & S_IFMT == S_IFREG else {
            throw MailFault(program: program, code: EACCES)
        }
    }
}
