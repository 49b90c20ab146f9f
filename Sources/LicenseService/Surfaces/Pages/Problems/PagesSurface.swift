import HTTPTypes
import Hummingbird
import JSON
import LicenseRegistry
import LicenseVerifier
import NIOCore

extension Surface {
    /// The pages: what is refused is a page too, which says what happened and what to do.
    static func pages(_ renderer: PageRenderer, area: String) -> Surface {
        Surface(
            name: "pages-\(area)", refusal: ("text/html", Schema("Page", .text)),
            identifier: .text, isDocumented: false, repeatsOpenOperations: true,
            patience: .seconds(5),
            isRefusal: { ($0 as? PageProblem)?.isOwn ?? false }
        ) { error, requestID, channel in
            let problem = Problem(error)
            let refused = error as? PageProblem
            var page = ProblemPage(
                problem: problem, refused: refused, requestID: requestID, area: area
            ).body
            page.reloadsAfter = refused?.asksAgainAfter
            if page.reloadsAfter != nil {
                page.pageNotice = Notice(
                    "What was under way continues by itself once the service can.",
                    "This page asks again by itself.", .warning)
            }
            var frame = refused?.frame ?? renderer.frame(page, area: area, token: nil)
            frame.windowTitle = frame.windowTitle.replacing(frame.page.heading, with: page.heading)
            frame.page = page
            var response = renderer.page(frame, status: problem.status).response(
                status: problem.status)
            if let seconds = problem.retryAfter { response.headers[.retryAfter] = "\(seconds)" }
            if !problem.allow.isEmpty {
                response.headers[.allow] = problem.allow.map(\.rawValue).joined(separator: ", ")
            }
            return response.closing(channel)
        }
    }
}

/// The page of a refusal.
private struct ProblemPage {
    let problem: Problem
    /// What it was a refusal of, with what was typed; nil for what no page has refused.
    let refused: PageProblem?
    let requestID: String
    let area: String

    var body: PageBody {
        var page = PageBody(heading)
        page.intro =
            words
            ?? [problem.detail.asSentence, nextStep?.asSentence]
            .compactMap(\.self).joined(separator: " ")
        let first = ["admin", "portal"].contains(area) ? "/\(area)" : "/"
        var links = [LinkList.Item(href: first, text: "Go to the first page")]
        if problem.status == .unauthorized {
            links = [LinkList.Item(href: signIn, text: "Sign in")]
        } else if let path = refused?.formPath, problem.code != "scope-missing" {
            links.insert(LinkList.Item(href: path, text: "Back to the form"), at: 0)
        }
        page.actions = LinkList(links)
        if let copy = refused?.sendsAgain { page.sections.append(Self.again(copy)) }
        let (typed, unshown) = (refused?.typed ?? [], refused?.unshown ?? [])
        if !typed.isEmpty || !unshown.isEmpty {
            var section = PageSection(
                "What you typed",
                unshown.isEmpty
                    ? "Nothing of it is lost: copy it from here." : Self.words(of: unshown))
            section.details = PageSection.DetailList(
                typed.map {
                    PageSection.DetailList.Detail(Self.label(for: $0.name), Self.cell($0.value))
                })
            page.sections.append(section)
        }
        var reference = PageSection()
        reference.details = PageSection.DetailList([
            PageSection.DetailList.Detail("Code", .code(problem.code)),
            PageSection.DetailList.Detail("Request", .code(requestID)),
        ])
        page.sections.append(reference)
        return page
    }

    /// Where one signs in, and comes back to the form where the page can do that.
    private var signIn: String {
        let next = NextPage(refused?.formPath, within: "/\(area)")
        return "/\(area)/sign-in\(next.suffix(after: "?"))"
    }

    /// What is said of fields that are not given back.
    private static func words(of unshown: [String]) -> String {
        let names = unshown.map { "“\(label(for: $0))”" }.joined(separator: ", ")
        return
            "Too long for this page, or a file: \(names). Go back with your browser’s button: most browsers still have it in the form. The rest can be copied from here."
    }

    /// What happened, where programs and people need other words.
    private var words: String? {
        if let limit = refused?.limit {
            let most =
                limit >= 1_048_576 ? "\(limit / 1_048_576) MB" : "\(limit / 1024) kB"
            return
                "This form takes at most \(most), files included. Choose a smaller file, or send less at a time."
        }
        if problem.code == IdempotencyStore.underWay {
            return
                "Your form came twice, and the first copy is still being worked on. It counts once. Look again in a moment."
        }
        return nil
    }

    /// What to do, in words for people: programs read how long to wait in a header.
    private var nextStep: String? {
        if isGone { return "it may have been deleted meanwhile" }
        guard problem.status == .tooManyRequests, let seconds = problem.retryAfter else {
            return problem.nextStep
        }
        return "try again \(Duration.seconds(seconds).waitText)"
    }

    /// Whether the address is right, and what it names is not there.
    private var isGone: Bool { problem.code == RegistryError.missing(kind: .license).code }

    /// The same form, which says who has sent it and counts once.
    private static func again(_ copy: SentCopy) -> PageSection {
        var section = PageSection(
            "Send it again", "The form is still as you filled it in. It counts once.")
        var form = PageForm.button(copy.path, "Send the form again")
        form.hiddenFields = copy.fields.map {
            PageForm.HiddenField(hiddenName: $0.name, hiddenValue: $0.value)
        }
        // The token of the browser's own form is among its fields.
        form.tokenFields = false
        section.form = form
        return section
    }

    /// A value as people have seen it: what a list offers has an id that none of them knows.
    private static func cell(_ value: String) -> Cell {
        BenefitID(value) == nil
            ? .text(value) : .text("as chosen from the list", note: value)
    }

    /// What a field is called on pages, from its name in the form.
    private static func label(for name: String) -> String {
        let text = name.map { $0 == "-" || $0 == "_" ? " " : String($0) }.joined()
        return text.prefix(1).uppercased() + text.dropFirst()
    }

    private var heading: String {
        if problem.code == IdempotencyStore.underWay { return "This is being done" }
        return switch problem.status {
        case .notFound: isGone ? "This is not here any more" : "There is no such page"
        case .unauthorized: "Please sign in"
        case .forbidden: "This is not allowed"
        case .tooManyRequests: "Too many requests"
        case .conflict: "That did not work"
        case .contentTooLarge: "That is too large"
        case .unprocessableContent, .badRequest: "That cannot be used as it is"
        case .serviceUnavailable: "The service cannot do this right now"
        case .internalServerError: "Something went wrong here"
        default: "This cannot be done"
        }
    }
}
