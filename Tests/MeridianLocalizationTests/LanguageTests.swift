import TestSupport
import Testing

@testable import MeridianLocalization

@Suite struct LanguageTests {
    private func choice(_ field: String, among languages: [String], fallback: String = "en") -> String? {
        let tags = Dictionary(uniqueKeysWithValues: languages.map { ($0.lowercased(), $0) })
        return AcceptLanguage([field]).choice(among: tags, fallback: fallback)
    }

    @Test(arguments: [
        ("de", "de"), ("DE-at", "de"), ("de-CH-1996", "de"), ("pt-BR", "pt-BR"), ("pt-PT", nil), ("pt", nil),
        ("fr, de", "de"), ("en;q=0.5, de;q=0.8", "de"), ("en;q=0.8, de;q=0.8", "en"), ("en;q=0.001, fr", "en"),
        ("de;q=0, en;q=0.1", "en"), ("de;q=0", nil), ("de;q=0.0, de-CH", nil), ("de;q=0, *", "en"),
        ("en;q=0, *", nil), ("*", "en"), ("fr, *;q=0.1, de;q=0.5", "de"), ("zh-TW", "zh-Hant"),
        ("zh-HK, de", "zh-Hant"),
        ("zh-CN, de", "de"), ("zh-Hant-TW", "zh-Hant"), ("zh-hant-x-private", "zh-Hant"), ("", nil), (",,de,", "de"),
        (" de ; q=1.000 , en", "de"), ("de;q=1.001, en", "en"), ("de;q=2, en", "en"), ("de;q=0.1234, en;q=0.1", "en"),
        ("de;q=, en;q=0.1", "en"), ("de;level=1, en;q=0.1", "en"), ("d, en;q=0.1", "en"), ("de_AT, en;q=0.1", "en"),
        ("de;q=0.5;x=1, en;q=0.1", "en"), ("i-klingon, en;q=0.1", "en"), ("de;Q=0.3", "de"),
    ])
    func aLanguageIsLookedUp(field: String, language: String?) {
        #expect(choice(field, among: ["en", "de", "pt-BR", "zh-Hant"]) == language)
    }

    @Test func severalFieldsAreOne() {
        let accepted = AcceptLanguage(["fr;q=0.2", "de;q=0.9, en;q=0.3"])
        #expect(accepted.ranges.map(\.tag) == ["de", "en", "fr"])
        #expect(accepted.ranges.map(\.weight) == [900, 300, 200])
    }

    @Test func noMoreThanSomeRangesAreRead() {
        let field = String(repeating: "fr,", count: 10_000) + "de"
        #expect(choice(field, among: ["en", "de"]) == nil)
        #expect(AcceptLanguage([field]).ranges.count == 32)
    }

    @Test func whateverComesIsTaken() {
        var generator = SeededGenerator(seed: 11)
        let pieces = [
            "de", "en-US", "*", ";", "q=", "0", "1", ".", ",", "5", " ", "-", "\t", "é", "zh-TW", "x", "\u{0}",
        ]
        for _ in 0..<5_000 {
            let field = (0..<Int.random(in: 0...12, using: &generator))
                .map { _ in pieces.randomElement(using: &generator)! }.joined()
            let accepted = AcceptLanguage([field])
            #expect(accepted.ranges.allSatisfy { (0...1_000).contains($0.weight) })
            #expect(zip(accepted.ranges, accepted.ranges.dropFirst()).allSatisfy { $0.weight >= $1.weight })
            let choice = choice(field, among: ["en", "de"])
            #expect(choice == nil || ["en", "de"].contains(choice))
        }
    }

    @Test(arguments: [
        ("zh-Hant-TW", ["zh-hant-tw", "zh-hant", "zh"]), ("zh-CN", ["zh-cn", "zh-hans", "zh"]),
        ("zh-Hant-CN-x-private1", ["zh-hant-cn-x-private1", "zh-hant-cn", "zh-hant", "zh"]), ("de", ["de"]),
    ])
    func tagsBecomeMoreGeneral(tag: String, chain: [String]) {
        #expect(LanguageTag.chain(of: tag) == chain)
    }

    @Test func tagsHaveAForm() {
        for tag in ["en", "pt-BR", "zh-Hant-TW", "gsw", "de-CH-1996"] { #expect(LanguageTag.isWellFormed(tag)) }
        for tag in ["", "e", "engl", "en_US", "en-", "-en", "en--US", "12", "en-toolongsubtag", "dé", "*", "../en"] {
            #expect(!LanguageTag.isWellFormed(tag), "\(tag)")
        }
    }
}
