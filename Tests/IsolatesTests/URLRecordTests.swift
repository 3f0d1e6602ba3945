import Testing

@testable import Isolates

@Suite struct URLRecordTests {
    @Test(arguments: [
        ("https://user:pass@Example.COM:443/a/./b/../c?x=1#y", "https://user:pass@example.com/a/c?x=1#y"),
        ("http://192.0x00A80001", "http://192.168.0.1/"),
        ("http://[2001:db8:0:0:1:0:0:1]:8080", "http://[2001:db8::1:0:0:1]:8080/"),
        ("http://faß.example/ä", "http://xn--fa-hia.example/%C3%A4"),
        ("file:///C|/x/../../..", "file:///C:/"),
        ("mailto:someone@example.com", "mailto:someone@example.com"),
        ("  https:\t//example.org\n ", "https://example.org/"),
        ("blob:https://example.com/id", "blob:https://example.com/id"),
        ("non-special://host/..//p", "non-special://host//p"),
    ])
    func `parses and serialises`(_ text: String, _ href: String) throws {
        #expect(try #require(URLRecord(text)).href == href)
    }

    @Test(arguments: [
        "", "relative", "http://", "http://a b/", "http://[::1", "http://1.2.3.4.5", "https://exa%23mple.org",
        "http://a:65536/", "http://[1::2::3]", "http://xn--/", "http://256.0.0.1",
    ])
    func `refuses what is no URL`(_ text: String) {
        #expect(URLRecord(text) == nil)
    }

    @Test(arguments: [
        ("../x?y", "http://a/b/x?y"), ("//h/p", "http://h/p"), ("#f", "http://a/b/c/d;p?q#f"),
        ("?", "http://a/b/c/d;p?"), ("\\\\h\\p", "http://h/p"), ("g:h", "g:h"),
    ])
    func `resolves against a base`(_ text: String, _ href: String) throws {
        let base = try #require(URLRecord("http://a/b/c/d;p?q"))
        #expect(try #require(URLRecord(text, base: base)).href == href)
    }

    @Test func `parsing what was serialised changes nothing`() throws {
        var generator = SystemRandomNumberGenerator()
        let pieces = [
            "http", ":", "/", "//", "@", "a", "..", ".", "%2e", "?", "#", "[::1]", "1.2.3.4", "é", " ", "\\", "C|",
        ]
        for _ in 0..<5000 {
            let text = (0..<Int.random(in: 1...10, using: &generator))
                .map { _ in pieces.randomElement(using: &generator)! }.joined()
            guard let url = URLRecord(text) else { continue }
            #expect(URLRecord(url.href)?.href == url.href, "\(text)")
        }
    }

    @Test func `a part that can't take a value keeps its own`() throws {
        var url = try #require(URLRecord("https://example.com:8080/p"))
        url.set(.port, Array("99999".utf8))
        url.set(.protocol, Array("mailto".utf8))
        url.set(.hostname, Array("a b".utf8))
        #expect(url.href == "https://example.com:8080/p")
        url.set(.host, Array("example.org:9000".utf8))
        url.set(.search, Array("?ä".utf8))
        #expect(url.href == "https://example.org:9000/p?%C3%A4")
    }
}
