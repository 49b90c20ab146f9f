import LicenseIssuer
import LicenseRegistry
import LicenseVerifier

/// What a customer is told about a license: the benefit's template, filled with the key.
struct LicenseEmail {
    let subject: String
    let plain: String
    let html: String?

    /// The template of benefits that have none of their own.
    static let usual = EmailTemplate(
        subject: "Your license key for {{benefit}}",
        plain: """
            Hello {{customer}},

            this is your license key for {{benefit}} by {{organization}}:

            {{key}}

            It ends: {{expires}}

            {{instructions}}

            The attached file holds the same license, for programs that read it from a file. Keep \
            this message: anyone who has the key can use the license.
            """,
        html: """
            <!DOCTYPE html>
            <html><body style="font-family: sans-serif">
            <p>Hello {{customer}},</p>
            <p>this is your license key for {{benefit}} by {{organization}}:</p>
            <pre style="white-space: pre-wrap; overflow-wrap: anywhere">{{key}}</pre>
            <p>It ends: {{expires}}</p>
            <p style="white-space: pre-line">{{instructions}}</p>
            <p>The attached file holds the same license, for programs that read it from a file. \
            Keep this message: anyone who has the key can use the license.</p>
            </body></html>
            """)

    /// Fills a template; throws where it names an unknown value.
    init(_ template: EmailTemplate, _ values: [TextTemplate.Name: String])
        throws(TextTemplate.Fault)
    {
        subject = try TextTemplate(template.subject).filled(values)
        plain = try TextTemplate(template.plain).filled(values)
        guard let text = template.html else {
            html = nil
            return
        }
        html = try TextTemplate(text, as: .html).filled(values)
    }

    /// The values that a template can name.
    static func values(
        _ license: LicenseDetails, _ benefit: Benefit, named name: String? = nil,
        organization: String
    ) -> [TextTemplate.Name: String] {
        [
            .key: license.text, .customer: license.customer.name,
            .benefit: name ?? "\(benefit.name)",
            .organization: organization, .expires: license.end?.dateText ?? "never",
            .instructions: benefit.instructions(with: license.text) ?? "",
        ]
    }
}
