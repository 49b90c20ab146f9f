import ArgumentParser
import LicenseRegistry
import LicenseVerifier

/// A customer's e-mail address as it was typed; the domain may have letters of any script.
struct CustomerAddress: ExpressibleByArgument {
    let text: String

    init?(_ given: String) {
        let text = CustomerReference.name(given)
        guard text.utf8.count <= 254, (try? VisibleText.check(text, "email")) != nil,
            MailAddress(name: "", address: text) != nil
        else { return nil }
        self.text = text
    }

    init?(argument: String) { self.init(argument) }
}
