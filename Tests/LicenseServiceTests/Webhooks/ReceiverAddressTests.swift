import Glibc
import Testing

@testable import LicenseService

@Suite struct `The reach of an address` {
    private static func reach(_ text: String) throws -> ReceiverAddress.Reach {
        let isLong = text.contains(":")
        var bytes = [UInt8](repeating: 0, count: isLong ? 16 : 4)
        #expect(inet_pton(isLong ? AF_INET6 : AF_INET, text, &bytes) == 1)
        return try #require(ReceiverAddress(bytes)).reach
    }

    @Test(arguments: [
        "0.0.0.0", "0.1.2.3", "10.0.0.1", "10.255.255.255", "100.64.0.1", "100.127.255.255",
        "169.254.169.254", "169.254.0.1", "172.16.0.1", "172.31.255.255", "192.0.0.1",
        "192.0.2.7", "192.88.99.1", "192.168.0.1", "198.18.0.1", "198.19.255.255",
        "198.51.100.9", "203.0.113.9", "224.0.0.1", "239.255.255.255", "240.0.0.1",
        "255.255.255.255", "::", "fe80::1", "febf::1", "fc00::1", "fdff::1", "ff02::1",
        "::ffff:10.0.0.1", "::ffff:169.254.169.254", "::ffff:0.0.0.0", "::10.0.0.1",
        "64:ff9b::a00:1", "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "64:ff9b:1::1",
        "2002:a00:1::", "2002:7f00:1::1", "2002:a9fe:a9fe::", "2001::1", "2001:0:4136:e378::1",
        "2001:db8::1", "2001:10::1", "2001:20::1", "100::1", "fec0::1", "3fff::1", "4000::1",
    ])
    func `ends at an inner network`(text: String) throws {
        #expect(try Self.reach(text) == .inside)
    }

    @Test(arguments: [
        "127.0.0.1", "127.255.255.255", "::1", "::ffff:127.0.0.1", "::ffff:7f00:1",
    ])
    func `ends at this machine`(text: String) throws {
        #expect(try Self.reach(text) == .loopback)
    }

    @Test(arguments: [
        "1.1.1.1", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0", "126.255.255.255",
        "128.0.0.1", "169.253.255.255", "169.255.0.0", "172.15.255.255", "172.32.0.0",
        "192.0.1.1", "192.167.255.255", "192.169.0.0", "198.17.255.255", "198.20.0.0",
        "223.255.255.255", "2606:4700::1111", "2a00:1450::1", "2001:4860::8888",
        "::ffff:8.8.8.8", "64:ff9b::808:808", "2002:808:808::1",
    ])
    func `is everywhere`(text: String) throws {
        #expect(try Self.reach(text) == .everywhere)
    }
}

@Suite struct `The URL of an endpoint` {
    @Test(arguments: [
        "", "example.com", "//example.com/", "ftp://example.com/", "https:///x", "https://",
        "https://user@example.com/", "https://user:secret@example.com/",
        "https://example.com@10.0.0.1/", "https://example.com:0/", "https://example.com:65536/",
        "https://example.com:/", "https://example.com:80x/", "https://example.com/#part",
        "https://exa mple.com/", "https://example.com/\n", "https://example.com\\@10.0.0.1/",
        "https://ex\u{e4}mple.com/", "https://[::1/", "https://[]/", "https://[fe80::1%25eth0]/",
        "https://[::1]x/", "https://\(String(repeating: "a", count: 254))/",
        "https://example.com/\(String(repeating: "a", count: 2048))", "javascript://x/",
        "https://example.com/\u{0}",
    ])
    func `is refused in every other form`(text: String) {
        #expect(WebhookURL(text) == nil)
    }

    @Test func `is read as it will be used`() throws {
        let url = try #require(WebhookURL("HTTPS://Example.COM:8443/a/b?c=d"))
        #expect(url.isEncrypted && url.host == "example.com" && url.port == 8443)
        #expect(url.target == "/a/b?c=d" && url.authority == "example.com:8443")
        let bare = try #require(WebhookURL("http://[::1]"))
        #expect(!bare.isEncrypted && bare.host == "::1" && bare.port == 80)
        #expect(bare.target == "/" && bare.authority == "[::1]")
        #expect(WebhookURL("https://a?x")?.target == "/?x")
    }
}
