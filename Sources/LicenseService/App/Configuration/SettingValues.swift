import Configuration
import JSON

/// Where values come from, the strongest first: flags, environment, file, fallback.
public struct SettingSources: Sendable {
    /// Set on the command line, by name.
    public var flags: [String: String]
    /// The process's environment.
    public var environment: [String: String]
    /// The content of the configuration file; nil for none.
    public var file: [UInt8]?

    /// Names all sources.
    public init(flags: [String: String], environment: [String: String], file: [UInt8]?) {
        self.flags = flags
        self.environment = environment
        self.file = file
    }
}

/// The values of all settings as texts, with what is wrong in their sources.
struct SettingValues {
    private let reader: ConfigReader
    private(set) var mistakes: [String] = []

    init(_ sources: SettingSources) {
        var mistakes: [String] = []
        let known = Set(Setting.all.map(\.name))
        let variables = Set(Setting.all.map(\.variable))
        for name in sources.flags.keys.sorted() where !known.contains(name) {
            mistakes.append("unknown setting \(name)")
        }
        for name in sources.environment.keys.sorted()
        where name.hasPrefix("LATCHKEYD_") && !variables.contains(name)
            && name != "LATCHKEYD_CONFIG"
        {
            mistakes.append("unknown environment variable \(name)")
        }
        var file: [String: String] = [:]
        if let bytes = sources.file {
            (file, mistakes) = Self.flattened(bytes, known, mistakes)
        }
        reader = ConfigReader(providers: [
            Self.provider("flags", sources.flags),
            EnvironmentVariablesProvider(environmentVariables: sources.environment),
            Self.provider("file", file),
        ])
        self.mistakes = mistakes
    }

    /// The text of a setting; nil where it has none.
    subscript(name: String) -> String? {
        guard let setting = Setting.all.first(where: { $0.name == name }) else { return nil }
        return reader.string(forKey: ConfigKey(["latchkeyd"] + setting.parts)) ?? setting.fallback
    }

    private static func provider(
        _ name: String, _ values: [String: String]
    ) -> InMemoryProvider {
        let pairs = values.map { name, value in
            (
                AbsoluteConfigKey(["latchkeyd"] + name.split(separator: ".").map(String.init)),
                ConfigValue(.string(value), isSecret: false)
            )
        }
        return InMemoryProvider(
            name: name, values: Dictionary(pairs) { _, last in last })
    }

    /// A JSON object of objects, as names with dots.
    private static func flattened(
        _ bytes: [UInt8], _ known: Set<String>, _ mistakes: [String]
    ) -> ([String: String], [String]) {
        var mistakes = mistakes
        // Anything else is not a configuration file.
        guard let object = (try? JSON(parsing: bytes))?.object else {
            return ([:], mistakes + ["the configuration file is not a JSON object"])
        }
        var values: [String: String] = [:]
        var rest = object.effective
        while let member = rest.popLast() {
            if let object = member.value.object {
                rest += object.effective.map {
                    JSONObject.Member("\(member.name).\($0.name)", $0.value)
                }
            } else if let text = text(of: member.value) {
                values[member.name] = text
            } else {
                mistakes.append(
                    "\(member.name) in the configuration file must be a string or a number")
            }
        }
        for name in values.keys.sorted() where !known.contains(name) {
            mistakes.append("unknown setting \(name) in the configuration file")
        }
        return (values, mistakes)
    }

    /// The text of a value; nil for one that no setting has.
    private static func text(of value: JSON) -> String? {
        switch value {
        case .string(let text): text
        case .number(let number): number.text
        case .array(let items):
            items.allSatisfy { $0.string != nil }
                ? items.compactMap(\.string).joined(separator: ",") : nil
        case .null, .bool, .object: nil
        }
    }
}
