/// What somebody gets who has asked for a link.
struct SignInEmail {
    /// A link, and whose keys it shows.
    struct Link: Sendable {
        let customer: String
        let url: String
    }

    let organization: String
    let links: [Link]

    var subject: String { "Sign in to \(organization)" }

    var text: String {
        guard links.count > 1 else {
            return """
                Open this link to see your license keys of \(organization):

                \(links.first?.url ?? "")

                It works once, and for fifteen minutes. If you did not ask for it, there is
                nothing to do: nobody is signed in without it.

                """
        }
        let lines = links.enumerated().map { index, link in
            "\(link.customer.isEmpty ? "Purchase \(index + 1)" : link.customer):\n\(link.url)\n"
        }
        return """
            \(organization) knows your address under several names, as you have bought in several
            places. Each link shows the license keys of one of them:

            \(lines.joined(separator: "\n"))
            Each works once, and for fifteen minutes. If you did not ask for them, there is
            nothing to do: nobody is signed in without them.

            """
    }
}
