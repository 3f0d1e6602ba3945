import Foundation
import Meridian
import TestSupport
import Testing

@Suite struct TextPatternTests {
    @Test(arguments: [
        ("abc", "abc", true), ("abc", "abcd", false), ("abc", "ab", false), ("", "", true), ("a*", "", true),
        ("a*b", "aaab", true), ("a+b", "b", false), ("a?b", "ab", true), ("[A-Z]{2}-[0-9]+", "AB-7", true),
        ("[A-Z]{2}-[0-9]+", "ABC-7", false), ("a{2,3}", "aaaa", false), ("a{2,}", "aaaa", true), ("\\d\\d", "42", true),
        ("\\d", "٤", false), ("[^/]+", "a/b", false), ("[a-z_-]+", "a-b_c", true), ("\\.", ".", true),
        (".", "\n", false), ("[\\d.]+", "1.2", true), ("a{0}b", "b", true), ("ä+", "ää", true),
    ])
    func matches(_ pattern: String, _ text: String, _ expected: Bool) throws {
        #expect(try #require(TextPattern(pattern)).matches(text) == expected)
    }

    @Test(arguments: [
        "*", "a**", "(a)", "a|b", "[", "[]", "[z-a]", "a{", "a{}", "a{3,2}", "a{x}", "\\", "\\b", "^a", "a$",
        "a{1000}b{1000}", "[a-\\d]",
    ])
    func isNone(_ pattern: String) {
        #expect(TextPattern(pattern) == nil)
    }

    @Test func takesNoMoreTimeForBadTexts() {
        let pattern: TextPattern = "a*a*a*a*a*a*a*a*a*a*b"
        #expect(!pattern.matches(String(repeating: "a", count: 2_000)))
    }

    /// Foundation's regular expressions say the same.
    @Test(arguments: 0..<8)
    func agreesWithFoundation(_ seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let atoms = ["a", "b", "[ab]", "[^a]", ".", "\\d", "\\.", "[a-c1]"]
        let counts = ["", "", "?", "*", "+", "{2}", "{1,2}", "{0,}"]
        for _ in 0..<40 {
            let text = (0..<Int.random(in: 0...4, using: &random)).map { _ in
                atoms.randomElement(using: &random)! + counts.randomElement(using: &random)!
            }.joined()
            let pattern = try #require(TextPattern(text))
            let oracle = try NSRegularExpression(pattern: "\\A(?:\(text))\\z")
            for _ in 0..<40 {
                let subject = String(
                    (0..<Int.random(in: 0...6, using: &random)).map { _ in "abc1.".randomElement(using: &random)! })
                let range = NSRange(location: 0, length: subject.utf16.count)
                #expect(
                    pattern.matches(subject) == (oracle.firstMatch(in: subject, range: range) != nil),
                    "\(text) on \(subject)")
            }
        }
    }
}
