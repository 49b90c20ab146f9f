import HTTPTypes
import LicenseRegistry
import LicenseVerifier
import Testing

@testable import LicenseService

@Suite struct `The brand of an organization's portal` {
    @Test func `is seen in the portal, with one stylesheet`() async throws {
        try await TestService.with { vendor in
            try await vendor.withOperator { browser in
                let form = try await browser.get("/admin/brand")
                let wrong = try await browser.post(
                    "/admin/brand", on: form, ["accent": "#ffee00", "support": "javascript:x"])
                #expect(wrong.status == .unprocessableContent)
                #expect(wrong.text.contains("too light"))
                let saved = try await browser.post(
                    "/admin/brand", on: form,
                    [
                        "name": "ACME <b>Studio", "accent": "#8a1c5c",
                        "support": "https://acme.example/help",
                    ])
                #expect(saved.text.contains("The change is saved."))
                let portal = try await browser.get("/portal/check")
                #expect(portal.text.contains("ACME &lt;b&gt;Studio"))
                #expect(portal.text.contains("https://acme.example/help"))
                #expect(portal.text.matches(of: /rel="stylesheet"/).count == 1)
                let sheet = try #require(
                    portal.text.firstMatch(of: /\/assets\/brand\/[^"]*\.css/))
                let answer = try await browser.get(String(sheet.output))
                #expect(answer.text.contains("--accent:#8a1c5c"))
                #expect(answer.headers[.cacheControl]?.contains("immutable") == true)
                // A form of before the change.
                let late = try await browser.post("/admin/brand", on: form, ["name": "Late"])
                #expect(late.status == .conflict)
            }
        }
    }

    @Test func `has colors that can be read on light pages and on dark ones`() throws {
        for text in ["#000000", "#1d4f91", "#8a1c5c", "#767676"] {
            let color = try #require(AccentColor(text))
            #expect(color.text == text)
            #expect(color.isReadable, "\(text)")
            #expect(color.forNight.contrast(to: .night) >= 4.5, "\(text)")
        }
        #expect(AccentColor("#777777")?.isReadable == false)
        for text in ["", "red", "#fff", "#12345g", "#1234567"] {
            #expect(AccentColor(text) == nil)
        }
    }

    @Test(arguments: [
        "<svg><script>alert(1)</script></svg>", "<svg onload=\"alert(1)\"/>",
        "<svg><a href=\"https://evil.test\"/></svg>", "<svg><style>@import url(x)</style></svg>",
        "<!DOCTYPE svg [<!ENTITY x \"y\">]><svg/>", "<svg><foreignObject/></svg>", "<html></html>",
        "<svg><script/></svg>", "<svg><SCRIPT>1</SCRIPT></svg>", "<svg><image href='x'/></svg>",
        "<svg><set attributeName='href' to='javascript:1'/></svg>", "<svg><animate/></svg>",
        "<svg><path onClick='1'/></svg>", "<svg><path on\u{0}load='1'/></svg>",
        "<svg><path fill='url(https://evil.test/a#b)'/></svg>",
        "<svg><path style='fill:url(//evil.test)'/></svg>",
        "<svg><path style='fill:u\\72l(//evil.test)'/></svg>",
        "<svg><path style='background:image-set(\"//evil.test\" 1x)'/></svg>",
        "<svg><path fill='&#117;rl(//evil.test)'/></svg>",
        "<svg><?xml-stylesheet href='//evil.test'?></svg>",
        "<?xml-stylesheet href='//evil.test'?><svg/>", "<svg><![CDATA[<script>]]></svg>",
        "<svg xmlns='http://www.w3.org/1999/xhtml'/>", "<svg><text>&other;</text></svg>",
        "<svg>words</svg>", "<svg><g></svg></g>", "<svg/><svg/>", "<svg><path d='<'/></svg>",
        "<svg><path d=M/></svg>", "<svg><path d='1' d='2'/></svg>", "<svg><path", "<g/>",
        String(repeating: "<g>", count: 65),
    ])
    func `takes no logo that acts or fetches`(_ text: String) {
        #expect(LogoCheck.logo(Array(text.utf8)) == nil)
    }

    @Test func `keeps of a picture what shows, and not what its editor notes`() {
        let source = """
            \u{feff}<?xml version="1.0"?><!-- drawn --><svg xmlns="http://www.w3.org/2000/svg" \
            xmlns:xlink="http://www.w3.org/1999/xlink" inkscape:version='1.3' viewBox="0 0 9 9">\
            <metadata><rdf:RDF><script>1</script></rdf:RDF></metadata>
            """ + """
                <defs><linearGradient id='a'><stop stop-color="#f00"/></linearGradient></defs>\
                <sodipodi:namedview id="x"/><path data-name="y" fill="url(#a)" d='M0 0 "'/>\
                <text style="font-family:serif" transform="rotate(45)">A &amp; B</text></svg>
                """
        let kept = """
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">\
            <defs><linearGradient id="a"><stop stop-color="#f00"/></linearGradient></defs>\
            <path fill="url(#a)" d="M0 0 '"/>\
            <text style="font-family:serif" transform="rotate(45)">A &amp; B</text></svg>
            """
        let logo = LogoCheck.logo(Array(source.utf8))
        #expect(logo.map { String(decoding: $0.content, as: UTF8.self) } == kept)
        // What is kept is kept again.
        #expect(LogoCheck.logo(Array(kept.utf8))?.content == Array(kept.utf8))
    }

    @Test func `takes small pictures`() {
        #expect(LogoCheck.logo(Array("<svg><path d=\"M0 0\"/></svg>".utf8)) != nil)
        let head: [UInt8] = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13]
        let size: [UInt8] = Array("IHDR".utf8) + [0, 0, 0, 64, 0, 0, 0, 64, 8, 6, 0, 0, 0]
        #expect(LogoCheck.logo(head + size)?.mediaType == "image/png")
        #expect(LogoCheck.logo(head + size + [UInt8](repeating: 0, count: 70_000)) == nil)
    }
}
