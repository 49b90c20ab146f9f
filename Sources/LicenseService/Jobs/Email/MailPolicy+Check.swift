import Foundation
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
        guard access(program, X_OK) == 0 else { throw MailFault(program: program, code: errno) }
        // A directory may be entered, and not run. Where nothing can be asked, it is no program.
        let file = URL(fileURLWithPath: program).resolvingSymlinksInPath().path
        let attributes = try? FileManager.default.attributesOfItem(atPath: file)
        guard attributes?[.type] as? FileAttributeType == .typeRegular else {
            throw MailFault(program: program, code: EACCES)
        }
    }
}
