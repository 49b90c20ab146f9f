package import LicenseVerifier

/// A thing that a person lists with others, each under a name of its own.
package protocol Listed {
    /// The name that no other of the list may have.
    var listedName: String { get }
}

extension Condition: Listed {
    package var listedName: String { key.description }
}

extension Entitlement: Listed {
    package var listedName: String { description }
}

extension String: Listed {
    package var listedName: String { self }
}

extension Sequence where Element: Listed {
    /// The name that comes a second time; nil where each comes once.
    ///
    /// Which of the two was meant nobody can know, so all who read lists refuse them.
    package var repeatedName: String? {
        var names: Set<String> = []
        return first { !names.insert($0.listedName).inserted }?.listedName
    }
}
