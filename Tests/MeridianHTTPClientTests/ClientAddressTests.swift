import Meridian
import TestSupport
import Testing

@testable import MeridianHTTPClient

@Suite struct ClientAddressTests {
    @Test(arguments: [
        ("http://a.example", "http://a.example/"),
        ("HTTPS://A.Example:8443/B?c=D#e", "https://a.example:8443/B?c=D"),
        ("http://[::1]:80", "http://[::1]:80/"),
        ("http://a?b", "http://a/?b"),
    ])
    func absoluteAddresses(text: String, read: String) {
        #expect(ClientAddress(text)?.description == read)
    }

    @Test(arguments: [
        "", "/a", "a.example", "ftp://a", "http://", "http:///a", "http://user:secret@a/", "http://:80/",
        "http://a/b c",
        "http://a/\r\nx: y", "http://a\\@b/", "http://ä/", "file:///etc/passwd",
    ])
    func whatIsNone(text: String) {
        #expect(ClientAddress(text) == nil)
    }

    @Test(arguments: [
        ("/items/7", "http://a/v1/items/7"),
        ("items/7?full=1", "http://a/v1/items/7?full=1"),
        ("", "http://a/v1"),
        ("?x=1", "http://a/v1?x=1"),
        ("/a/./b/../c", "http://a/v1/a/c"),
        ("//b/c", "http://a/v1//b/c"),
        ("/a/..", "http://a/v1/"),
    ])
    func pathsBehindABase(path: String, address: String) {
        #expect(ClientAddress("http://a/v1")?.appending(path)?.description == address)
    }

    @Test(arguments: ["/../admin", "/items/../../admin", "/%2e%2E/admin", "/a b", "/ü"])
    func pathsThatLeadOutOfTheBase(path: String) {
        #expect(ClientAddress("http://a/v1")?.appending(path) == nil)
    }

    @Test(arguments: [
        ("/x", "https://a/x"), ("x", "https://a/b/x"), ("../x?y", "https://a/x?y"), ("//c/x", "https://c/x"),
        ("http://c/x", "http://c/x"), ("?z", "https://a/b/c?z"), ("./", "https://a/b/"),
    ])
    func references(reference: String, address: String) {
        #expect(ClientAddress("https://a/b/c?d")?.resolving(reference)?.description == address)
    }

    @Test(arguments: ["javascript:alert(1)", "mailto:a@b", "ftp://a/b"])
    func referencesElsewhere(reference: String) {
        #expect(ClientAddress("https://a/b")?.resolving(reference) == nil)
    }

    /// Whatever is put behind a base stays below it.
    @Test func noPathEscapes() throws {
        var generator = SeededGenerator(seed: 7)
        let base = try #require(ClientAddress("http://a.example/v1/api"))
        let pieces = ["..", ".", "/", "%2e", "%2E", "a", "?", "#", "//", "@", ":", "\\", "http://b", "v1", "api"]
        for _ in 0..<20_000 {
            let path = (0..<Int.random(in: 0...8, using: &generator))
                .map { _ in pieces.randomElement(using: &generator)! }.joined()
            guard let address = base.appending(path) else { continue }
            #expect(base.contains(address), "\(path)")
            #expect(!address.path.split(separator: "/").contains(".."), "\(path)")
        }
    }

    @Test func escaping() {
        #expect(ClientRequest.escape("a/b c?ä") == "a%2Fb%20c%3F%C3%A4")
        #expect(ClientRequest(.get, "/a", query: ["q": "x&y", "n": "1"]).address == "/a?q=x%26y&n=1")
        #expect(ClientRequest(.get, "/a?b=c", query: ["d": "e"]).address == "/a?b=c&d=e")
    }
}
