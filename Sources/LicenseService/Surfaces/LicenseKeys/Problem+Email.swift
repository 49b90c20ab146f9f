import HTTPTypes

extension Problem {
    /// This service sends no e-mail.
    static let noEmails = Problem(
        .conflict, "mail.off", "this service sends no e-mail",
        nextStep: "set mail.program and mail.from in its configuration")

    /// The license's customer has no address.
    static let noEmailAddress = Problem(
        .conflict, "mail.no-address", "the license's customer has no e-mail address",
        nextStep: "add one to the customer")
}
