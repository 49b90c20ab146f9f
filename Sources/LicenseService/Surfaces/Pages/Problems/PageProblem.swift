import Hummingbird

/// A request for a page that is refused, with what its sender had typed, so that nothing is lost.
struct PageProblem: ProblemConvertible {
    let problem: Problem
    let typed: [(name: String, value: String)]
    /// After how many seconds a browser asks again by itself; nil where somebody must do so.
    var asksAgainAfter: Int?

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
