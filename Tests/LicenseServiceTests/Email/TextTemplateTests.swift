import Testing

@testable import LicenseService

@Suite struct `The words of a letter` {
    private let values: [TextTemplate.Name: String] = [
        .key: "ACME_1", .customer: "Ann \"\u{301} <b>{{key}}", .expires: "", .benefit: "pro",
    ]

    @Test func `have values in the place of names, once`() throws {
        let text = "Dear {{customer}},\n{{ key }}\n{{expires}}|{{benefit}}"
        #expect(
            try TextTemplate(text).filled(values)
                == "Dear Ann \"\u{301} <b>{{key}},\nACME_1\n|pro")
        #expect(
            Array(try TextTemplate("<p title=\"{{customer}}\">", as: .html).filled(values).utf8)
                == Array("<p title=\"Ann &quot;\u{301} &lt;b&gt;{{key}}\">".utf8))
    }

    @Test func `may depend on whether there is a value`() throws {
        let text = "{{#expires}}until {{expires}}{{/expires}}{{^expires}}for ever{{/expires}}"
        #expect(try TextTemplate(text).filled(values) == "for ever")
        #expect(try TextTemplate(text).filled([.expires: "2027-12-31"]) == "until 2027-12-31")
    }

    @Test(arguments: [
        "{{kye}}", "{{{key}}}", "{{&key}}", "{{>key}}", "{{=<% %>=}}", "{{% CONTENT_TYPE: TEXT}}",
        "{{$key}}{{/key}}", "{{*key}}", "{{uppercased(key)}}", "{{}}", "{{#items}}{{/items}}",
    ])
    func `name only what there is, and write nothing as it is`(_ text: String) {
        #expect {
            try TextTemplate(text, as: .html)
        } throws: { error in
            if case .unknownName? = error as? TextTemplate.Fault { true } else { false }
        }
    }

    @Test(arguments: ["{{key", "{{#key}}", "{{/key}}", "{{#key}}{{/benefit}}"])
    func `close what they open`(_ text: String) {
        #expect(throws: TextTemplate.Fault.unclosed) { try TextTemplate(text) }
    }
}
