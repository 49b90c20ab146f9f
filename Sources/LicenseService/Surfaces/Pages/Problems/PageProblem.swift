import Hummingbird

/// A request for a page that is refused, with what its sender had typed, so that nothing is lost.
struct PageProblem: ProblemConvertible, CausedError {
    let problem: Problem
    private(set) var typed: [(name: String, value: String)]
    /// The fields that cannot be given back.
    private(set) var unshown: [String] = []
    /// Where the form stands, as far as its own address tells; nil for no form.
    private(set) var formPath: String?
    /// The most bytes that the form may have, where it has more.
    private(set) var limit: Int?
    /// What it says for people; nil where it is the pages' own.
    private(set) var cause: (any Error)?
    /// After how many seconds a browser asks again by itself; nil where somebody must do so.
    var asksAgainAfter: Int?

    /// Where the same form can be sent once more, as it is; nil where it cannot.
    var sendsAgain: SentCopy?
    /// Whether it is the pages' own, and not what another layer has said.
    var isOwn = true
    /// What is around the page; nil where nobody is known to have asked.
    private(set) var frame: PageFrame?

    /// A refusal, or a service that cannot do it for now, with the frame of whoever is signed in; what
    /// else may have happened stays as it is, since whoever asks for the same again must find out.
    static func framed(_ error: any Error, _ frame: PageFrame?) -> any Error {
        let problem = Problem(error)
        guard problem.status.kind == .clientError || problem.status == .serviceUnavailable else {
            return error
        }
        return (error as? PageProblem ?? telling(error)).framed(frame)
    }

    /// The same within a frame, unless it has one.
    func framed(_ frame: PageFrame?) -> PageProblem {
        var page = self
        page.frame = page.frame ?? frame
        return page
    }

    /// What another layer has said, for people.
    private static func telling(_ error: any Error) -> PageProblem {
        var page = PageProblem(problem: Problem(error), typed: [], isOwn: false)
        page.cause = error
        return page
    }

    /// The same with what was typed into the form.
    private func keeping(_ form: SubmittedForm, at path: String) -> PageProblem {
        var page = self
        if page.typed.isEmpty { page.typed = form.typed }
        if page.unshown.isEmpty { page.unshown = form.unshown }
        page.formPath = page.formPath ?? path
        return page
    }

    /// The form has more bytes than its page takes.
    static func tooLarge(_ limit: Int) -> PageProblem {
        var page = PageProblem(problem: .tooLarge(limit: limit), typed: [])
        page.limit = limit
        return page
    }

    /// What happened to a form on its way, with all that was typed into it.
    ///
    /// What the service could not do for now can be asked of it again by the same form, which is acted
    /// on once however often it is sent.
    static func of(_ error: any Error, _ form: SubmittedForm, at path: String) -> any Error {
        var refused = (error as? PageProblem ?? telling(error)).keeping(form, at: path)
        if !refused.isOwn, refused.problem.status == .serviceUnavailable, form.files.isEmpty,
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
    static func signedOut(_ form: SubmittedForm, at path: String) -> PageProblem {
        PageProblem(
            problem: Problem(
                .unauthorized, "session.ended", "you are not signed in any more",
                nextStep: "nothing was changed. Sign in again, and send the form once more"),
            typed: []
        ).keeping(form, at: path)
    }

    /// The form was not made for this browser, or by this service.
    static func otherForm(_ form: SubmittedForm, at path: String) -> PageProblem {
        PageProblem(
            problem: Problem(
                .forbidden, "form.token", "this form was not made for your browser",
                nextStep:
                    "nothing was changed; allow cookies, and fill in the form on the page itself"),
            typed: []
        ).keeping(form, at: path)
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
