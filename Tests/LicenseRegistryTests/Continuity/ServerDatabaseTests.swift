import Testing

@testable import LicenseRegistry

@Suite struct `A database of a server` {
    @Test func `is read as it was noted, and nothing else is one`() throws {
        for text in ["7714001862833279132/16385", "-7/5", "/5"] {
            #expect(try #require(ServerDatabase(text)).text == text)
        }
        for text in ["", "5", "1/", "1/2/3", "1/x"] { #expect(ServerDatabase(text) == nil) }
    }

    @Test func `is another one by its number, and by its server where both are known`() throws {
        let database = try #require(ServerDatabase("1/5"))
        for (text, differs) in [("1/5", false), ("/5", false), ("1/6", true), ("2/5", true)] {
            #expect(try #require(ServerDatabase(text)).differs(from: database) == differs)
        }
    }
}
