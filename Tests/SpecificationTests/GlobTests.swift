import Specification
import Testing

@Suite struct GlobTests {
    @Test(arguments: [
        ("item*", "items", true), ("item*", "item", true), ("item*", "an-item", false), ("*", "a/b", false),
        ("?", "a", true), ("?", "", false), ("?", "/", false), ("a?c", "abc", true),
        ("**", "a/b/c", true), ("a/**", "a/b/c", true), ("a/**/c", "a/c", true), ("a/**/c", "a/b/b/c", true),
        ("a/**/c", "a/bc", false), ("**/*.md", "README.md", true), ("**/*.md", "a/b/README.md", true),
        ("**/x", "ax", false), ("./public", "public", true), ("public/", "public", true), ("a*b*c", "a1b2b3c", true),
        ("a*b*c", "a1b2b3", false), ("ü*", "über", true),
    ])
    func matches(_ pattern: String, _ path: String, _ expected: Bool) throws {
        #expect(try #require(Glob(pattern)).matches(path) == expected)
    }

    @Test func coversWhatStandsBelow() throws {
        let folder = try #require(Glob("public"))
        #expect(folder.covers("public/app/main.js"))
        #expect(!folder.covers("publicity/main.js"))
        #expect(!folder.covers("other/public"))
    }

    @Test(arguments: ["", "a[b]", "{a,b}", "!a", "(a)", "a\\b"])
    func refusesWhatItDoesNotKnow(_ pattern: String) {
        #expect(Glob(pattern) == nil)
    }

    @Test func staysQuickOnHostilePatterns() throws {
        let pattern = try #require(Glob(String(repeating: "a*", count: 40) + "b"))
        #expect(!pattern.matches(String(repeating: "a", count: 4_000)))
        let deep = try #require(Glob(String(repeating: "**/a/", count: 30) + "b"))
        #expect(!deep.matches(String(repeating: "a/", count: 1_000) + "c"))
    }
}
