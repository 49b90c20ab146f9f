import LicenseRegistry

/// What customers see of an organization on every page.
struct BrandedLook: Sendable {
    let name: String
    private let brand: Brand

    init(_ organization: Organization, _ brand: Brand) {
        name = brand.name ?? organization.name
        self.brand = brand
    }

    /// An organization under the name that its customers know, for whatever a page says of it.
    func named(_ organization: Organization) -> Organization {
        Organization(id: organization.id, name: name)
    }

    /// One stylesheet still: the usual one with other colors at its end.
    static func stylesheet(_ brand: Brand) -> String? {
        guard let accent = brand.accent.flatMap({ AccentColor($0) }), accent.isReadable else {
            return nil
        }
        return PageStylesheet.text + """

            :root{--accent:\(accent.forDay.text);--on-accent:#fff}
            @media (prefers-color-scheme:dark){:root{--accent:\(accent.forNight.text);--on-accent:#10151b}}

            """
    }

    func apply(to frame: inout PageFrame) {
        frame.brandName = name
        frame.supportLink = brand.supportURL.flatMap { SupportLink($0)?.address }
        if let text = Self.stylesheet(brand) {
            frame.stylesheet =
                "/assets/brand/\(brand.organization)/\(PageAssets.hash(Array(text.utf8))).css"
        }
        if let logo = brand.logo {
            frame.logo = "/assets/logo/\(brand.organization)/\(PageAssets.hash(logo.content))"
        }
    }
}
