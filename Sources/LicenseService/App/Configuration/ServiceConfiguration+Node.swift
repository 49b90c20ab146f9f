import Glibc
import LicenseIssuer

extension ServiceConfiguration {
    /// Names this node among those that share the registry: by its machine and its directory, so that
    /// it is the same one after a restart.
    var nodeName: String {
        var buffer = [CChar](repeating: 0, count: 256)
        // The last byte ends the text, which a long name would not.
        let isNamed = gethostname(&buffer, buffer.count - 1) == 0
        let machine = buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
        let name = isNamed ? String(decoding: machine, as: UTF8.self) : "unknown"
        guard let path = realpath(home.path, nil) else { return "\(name):\(home.path)" }
        defer { free(path) }
        return "\(name):\(String(cString: path))"
    }
}
