import Hummingbird

/// A request for a page that is refused, with what its sender had typed, so that nothing is lost.
struct PageProblem: ProblemConvertible {
    let problem: Problem
    private(set) var typed: [(name: String, value: String)]
    /// After how many seconds a browser asks again by itself; nil where somebody must do so.
    var asksAgainAfter: Int?

    /// Where the same form can be sent once more, as it is; nil where it cannot.
    var sendsAgain: SentCopy?
    /// Whether it is the pages' own, and not what another layer has said.
    var isOwn = true
    /// What is around the page; nil where nobody is known to have asked.
    private(set) var frame: PageFrame?

    /// A refusal with the frame of whoever is signed in; what is no refusal stays as it is, since
    /// whoever asks for the same again must find out.
    static func framed(_ error: any Error, _ frame: PageFrame) -> any Error {
        let problem = Problem(error)
        guard problem.status.kind == .clientError else { return error }
        var page =
            error as? PageProblem ?? PageProblem(problem: problem, typed: [], isOwn: false)
        page.frame = frame
        return page
    }

    /// What happened to a form on its way, with all that was typed into it.
    ///
    /// What the service could not do for now can be asked of it again by the same form, which is acted
    /// on once however often it is sent.
    static func of(_ error: any Error, _ form: SubmittedForm, at path: String) -> any Error {
        if var page = error as? PageProblem {
            if page.typed.isEmpty { page.typed = form.typed }
            return page
        }
        let problem = Problem(error)
        var refused = PageProblem(problem: problem, typed: form.typed, isOwn: false)
        if problem.status == .serviceUnavailable, form.files.isEmpty,
            form.isShownAgain
        {
            refused.sendsAgain = SentCopy(
                path: path, fields: form.fields.filter { $0.name != "api-token" })
        }
        return refused
    }

    /// The same for what has certainly changed nothing; any other error as it is, since whoever asks
    /// for the same again must find out.
    static func ofRefusal(_ error: any Error, _ form: SubmittedForm, at path: String) -> any Error {
        Problem(error).status.kind == .clientError ? of(error, form, at: path) : error
    }

    /// The sender is not signed in any more.
    static func signedOut(_ form: SubmittedForm) -> PageProblem {
        PageProblem(
            problem: Problem(
                .unauthorized, "session.ended", "you are not signed in any more",
                nextStep: "nothing was changed. Sign in again, and send the form once more"),
            typed: form.typed)
    }

    /// The form was not made for this browser, or by this service.
    static func otherForm(_ form: SubmittedForm) -> PageProblem {
        PageProblem(
            problem: Problem(
                .forbidden, "form.token", "this form was not made for your browser",
                nextStep:
                    "nothing was changed; allow cookies, and fill in the form on the page itself"),
            typed: form.typed)
    }

    /// Somebody else has changed meanwhile what the form is about.
    static func outdated(_ form: SubmittedForm) -> PageProblem {
        PageProblem(
            problem: Problem(
                .conflict, "form.outdated", "somebody else has changed this meanwhile",
                nextStep: "your change was not made. Open the page again and look first"),
            typed: form.typed)
    }
}

/// A form as it was sent, to be sent once more.
struct SentCopy: Sendable {
    let path: String
    let fields: [(name: String, value: String)]
}
