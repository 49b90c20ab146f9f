package import ArgumentParser
import Terminal

/// One of several things, or `none` alone.
package enum ListArgument<Element: ExpressibleByArgument & Listed>: ExpressibleByArgument {
    case none
    case element(Element)

    package init?(argument: String) {
        if argument == "none" {
            self = .none
        } else {
            guard let element = Element(argument: argument) else { return nil }
            self = .element(element)
        }
    }

    package static func items(of arguments: [ListArgument]) throws -> [Element] {
        let items: [Element] = arguments.compactMap {
            if case .element(let element) = $0 { element } else { nil }
        }
        guard items.count == arguments.count || arguments.count == 1 else {
            throw ValidationError("`none` cannot be combined with other values")
        }
        if let name = items.repeatedName {
            throw ValidationError("\(quoted(name)) is given twice")
        }
        return items
    }
}
