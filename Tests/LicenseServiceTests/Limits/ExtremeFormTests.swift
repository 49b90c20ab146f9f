import HTTPTypes
import Hummingbird
import HummingbirdTesting
import LicenseTestSupport
import LicenseVerifier
import RegistryTestSupport
import SQLDatabase
import Testing

@testable import LicenseService

@Suite struct `A page with an extreme value` {
    /// Values of which each alone has been too much for some field.
    private static let worst: Set = [
        "9223372036854775808", "a zero character", "beyond the last second", "a span",
    ]

    @Test(arguments: Driver.available)
    func `is answered, in each field of its forms and of its address`(
        _ driver: Driver
    ) async throws {
        try await TestDatabase.with(driver) { place in
            try await withTemporaryDirectory { directory in
                let vendor = try TestService(directory, database: place.open())
                try await vendor.withBrowser { browser in
                    let stranger = try await StrangersVendor(vendor, text: "x", in: browser)
                    try await stranger.signIn(browser)
                    await vendor.service.publisher.round()
                    let walk = ExtremeWalk(stranger, browser)
                    for page in walk.pages where page.method == .get { try await walk.ask(page) }
                    try await walk.sendForms()
                    #expect(walk.calls > 2_000)
                    #expect(walk.faults == [])
                }
                try await vendor.service.shutDown()
            }
        }
    }

    /// A walk that asks each page, and sends each form that it finds.
    private final class ExtremeWalk {
        private let stranger: StrangersVendor
        private let browser: TestBrowser
        private(set) var calls = 0
        private(set) var faults: [String] = []
        private var forms: [String: PageMarkup.Form] = [:]

        init(_ stranger: StrangersVendor, _ browser: TestBrowser) {
            self.stranger = stranger
            self.browser = browser
        }

        var pages: [LicenseService.Operation] {
            stranger.vendor.service.operations.filter {
                !$0.surface.isDocumented && !$0.path.hasPrefix("/assets/")
                    && !$0.path.hasSuffix("/open")
            }
        }

        func ask(_ page: LicenseService.Operation) async throws {
            guard let address = stranger.address(of: page.path) else { return }
            let plain = try await browser.get(address)
            for form in PageMarkup(plain.text).forms { forms[form.action] = form }
            let fields = PageMarkup(plain.text).elements.compactMap { $0["name"] }
            let names = Set(fields + ["q", "after", "page", "from", "until", "limit"]).sorted()
            let mark = address.contains("?") ? "&" : "?"
            for value in ExtremeValue.all {
                guard let text = value.plain.map(LicenseKeyListRoutes.encoded) else { continue }
                let together = names.map { "\($0)=\(text)" }.joined(separator: "&")
                try await judge(browser.get(address + mark + together), page.path, value)
                guard worst.contains(value.name) else { continue }
                for name in names {
                    try await judge(
                        browser.get("\(address)\(mark)\(name)=\(text)"), "\(page.path)?\(name)",
                        value)
                }
            }
        }

        /// Signing out ends the walk, so it is not a part of it.
        func sendForms() async throws {
            for (action, form) in forms.sorted(by: { $0.key < $1.key })
            where !action.hasSuffix("sign-out") {
                for field in form.fields where field.kind != "file" && field.name != "token" {
                    for value in ExtremeValue.all {
                        guard let text = value.plain else { continue }
                        var fields: [String: String] = [:]
                        for field in form.fields where field.kind != "file" {
                            fields[field.name] = field.value
                        }
                        fields[field.name] = text
                        try await judge(
                            browser.post(action, fields, follows: false),
                            "\(action) \(field.name)", value)
                    }
                }
            }
        }

        private func judge(
            _ page: TestBrowser.Page, _ place: String, _ value: ExtremeValue
        ) async throws {
            calls += 1
            if page.status.code >= 500 {
                faults.append("\(place) is \(value.name): \(page.status.code)")
            }
        }
    }
}
