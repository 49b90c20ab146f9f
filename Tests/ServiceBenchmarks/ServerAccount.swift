import Foundation

/// Where a server listens, and what it has cost.
struct ServerAccount: Sendable {
    let port: UInt16
    let process: Int32

    /// The time that processors have spent on the process, in seconds.
    var processorTime: Double {
        let path = "/proc/\(process)/stat"
        guard let text = try? String(contentsOfFile: path, encoding: .utf8),
            let end = text.lastIndex(of: ")")
        else { return 0 }
        // User and system time, by their places after the name (proc(5)).
        let fields = text[end...].split(separator: " ")
        guard fields.count > 13, let user = Double(fields[12]), let system = Double(fields[13])
        else { return 0 }
        return (user + system) / Double(sysconf(Int32(_SC_CLK_TCK)))
    }
}
