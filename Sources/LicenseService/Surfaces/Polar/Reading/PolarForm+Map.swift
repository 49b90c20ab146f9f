import Foundation
import Hummingbird
import JSON

extension PolarForm {
    /// The most values that a filter by members of a map has.
    private static let maxMapValues = 50

    /// Members of a map in the query, as in `name[member]=value`, each with all of its values.
    mutating func map(
        _ name: String, of request: Request
    ) -> [(name: String, values: [String])] {
        var members: [(name: String, values: [String])] = []
        var found: [PolarProblem] = []
        let pairs = Self.mapPairs(name, in: request.uri.query ?? "")
        for (member, value) in pairs {
            let location: [Step] = [.name("query"), .name(name), .name(member)]
            guard let member = PolarValue.text(.string(member), location, &found),
                let value = PolarValue.text(.string(value), location, &found)
            else { continue }
            if let index = members.firstIndex(where: { $0.name == member }) {
                members[index].values.append(value)
            } else {
                members.append((member, [value]))
            }
        }
        if pairs.count > Self.maxMapValues {
            found.append(
                PolarProblem(
                    .tooMany, [.name("query"), .name(name)],
                    "Dictionary should have at most \(Self.maxMapValues) items"))
        }
        for problem in found { add(problem) }
        return members
    }

    /// Clients escape the brackets, and write spaces as plus signs.
    private static func mapPairs(
        _ name: String, in query: String
    ) -> [(member: String, value: String)] {
        query.split(separator: "&").compactMap { pair in
            let parts = pair.replacing("+", with: " ").split(
                separator: "=", maxSplits: 1, omittingEmptySubsequences: false
            ).map { $0.removingPercentEncoding ?? String($0) }
            guard parts.count == 2, parts[0].hasPrefix("\(name)["), parts[0].hasSuffix("]") else {
                return nil
            }
            return (String(parts[0].dropFirst(name.count + 1).dropLast()), parts[1])
        }
    }
}
