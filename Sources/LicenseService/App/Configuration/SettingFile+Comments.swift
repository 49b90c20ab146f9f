import JSON

extension SettingFile {
    /// The bytes without lines that begin with `//`, which are comments; a text in JSON cannot
    /// contain the end of a line, so none of these is a part of one.
    ///
    /// An empty line stays in the place of each.
    static func withoutComments(_ bytes: [UInt8]) -> [UInt8] {
        let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        return Array(
            lines.map { line -> ArraySlice<UInt8> in
                let text = line.drop { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
                return text.starts(with: Array("//".utf8)) ? [] : line
            }.joined(separator: [UInt8(ascii: "\n")]))
    }

    /// A file of all settings, each with what it is for and the value that holds without it; those
    /// with a value of their own are set, and the others are comments.
    public static func template(_ values: [String: String]) -> String {
        var lines = [
            "// Settings of latchkeyd. Lines that begin with // are comments; take the // away from",
            "// a setting to change it, and see what is wrong with `latchkeyd check-config`.",
            "// Settings that are set stand at the end; no comma follows the last one.",
            "{",
        ]
        for setting in Setting.all where values[setting.name] == nil {
            lines.append("    // \(setting.summary)")
            lines.append("    // \(member(setting, setting.fallback ?? "")),")
            lines.append("")
        }
        let set = Setting.all.compactMap { setting in
            values[setting.name].map { (setting, $0) }
        }
        for (index, (setting, value)) in set.enumerated() {
            lines.append("    // \(setting.summary)")
            lines.append("    \(member(setting, value))" + (index + 1 < set.count ? "," : ""))
        }
        return (lines + ["}", ""]).joined(separator: "\n")
    }

    private static func member(_ setting: Setting, _ value: String) -> String {
        let texts = [JSON.string(setting.name), .string(value)].map {
            String(decoding: $0.encoded, as: UTF8.self)
        }
        return texts.joined(separator: ": ")
    }
}
