import Testing

@testable import MeridianLocalization

@Suite struct PluralRulesTests {
    /// The samples of CLDR, one form after the other.
    @Test(arguments: [
        ("en", "one: 1; other: 0 2 16 100 1000 0.0 1.0 1.5 10.0"), ("de-AT", "one: 1; other: 0 2 1.0 1.5"),
        ("zh", "other: 0 1 2 15 100 0.5 1.0"), ("ja", "other: 0 1 2"), ("vi", "other: 1 5"),
        ("tr", "one: 1 1.0 1.00; other: 0 2 0.9 1.1"), ("hi", "one: 0 1 0.5 0.04; other: 2 17 1.1"),
        ("pa", "one: 0 1 0.0 1.0; other: 2 0.1"), ("hy", "one: 0 1 0.5 1.5; other: 2 2.0"),
        ("da", "one: 1 0.1 1.6; other: 0 2 2.0 0.0"), ("is", "one: 1 21 101 0.1 1.0 10.1; other: 0 2 11 0.0 11.0 2.0"),
        ("mk", "one: 1 21 31 0.1 1.1 10.1; other: 0 11 2 0.2 2.0"),
        ("fr", "one: 0 1 0.5 1.5; many: 1000000 3000000; other: 2 17 100000 2.0"),
        ("pt-BR", "one: 0 1 1.5; many: 1000000; other: 2 2.0"), ("pt-PT", "one: 1; many: 1000000; other: 0 2 1.5"),
        ("es", "one: 1 1.0; many: 1000000; other: 0 2 1.5"), ("it", "one: 1; many: 2000000; other: 0 2 1.0"),
        ("he", "one: 1 0.0 0.9 0.05; two: 2; other: 0 3 20 1.0 2.0"),
        ("ro", "one: 1; few: 0 2 16 101 119 0.0 1.5; other: 20 35 100 120 1000"),
        ("lt", "one: 1 21 101 1.0 21.0; few: 2 9 22 102 2.0; many: 0.1 1.7 10.1; other: 0 10 20 11 19 100 0.0 10.0"),
        ("lv", "zero: 0 10 20 11 19 30 0.0 10.0 0.11; one: 1 21 0.1 1.0 1.1 0.21; other: 2 9 22 0.2 2.0 3.3"),
        ("cs", "one: 1; few: 2 3 4; many: 0.0 1.5 10.0; other: 0 5 19 100"),
        ("sk", "one: 1; few: 2; many: 1.0; other: 5"),
        ("pl", "one: 1; few: 2 4 22 102; many: 0 5 19 21 100 12 112; other: 0.0 1.5 10.0"),
        ("ru", "one: 1 21 101 1001; few: 2 4 22 102; many: 0 5 11 14 20 100 111 112; other: 0.0 1.5 10.0"),
        ("uk", "one: 1; few: 3; many: 12; other: 2.5"),
        ("be", "one: 1 21 1.0; few: 2 24 2.0; many: 0 5 11 12 0.0; other: 0.1 1.7"),
        ("hr", "one: 1 21 0.1 1.1; few: 2 4 22 0.2 1.4; other: 0 5 11 12 19 0.0 0.5 2.0"),
        ("sl", "one: 1 101 201; two: 2 102; few: 3 4 103 0.0 1.5; other: 0 5 19 100"),
        ("ga", "one: 1 1.0; two: 2; few: 3 6; many: 7 10; other: 0 11 25 0.1"),
        ("cy", "zero: 0; one: 1; two: 2; few: 3; many: 6; other: 4 5 7 100 0.1"),
        ("ar", "zero: 0 0.0; one: 1 1.0; two: 2; few: 3 10 103 110; many: 11 26 99 111; other: 100 102 200 0.1 1.1"),
    ])
    func formsOfNumbers(language: String, samples: String) throws {
        let rules = try #require(PluralRules.of(language))
        var seen: [String] = []
        for sample in samples.split(separator: "; ") {
            let parts = sample.split(separator: ": ")
            seen.append(String(parts[0]))
            for number in parts[1].split(separator: " ") {
                let operands = try #require(PluralOperands(number))
                #expect(rules.category(operands).rawValue == parts[0], "\(language): \(number)")
            }
        }
        #expect(rules.categories.map(\.rawValue) == seen)
    }

    @Test func operandsOfANumberAsWritten() throws {
        let operands = try #require(PluralOperands("-12.340"))
        #expect(operands.i == 12)
        #expect(operands.v == 3)
        #expect(operands.f == 340)
        #expect(operands.t == 34)
        #expect(operands.n == nil)
        #expect(PluralOperands("3.00")?.n == 3)
        #expect(PluralOperands("123456789012345678901234567890")?.i == 345_678_901_234_567_890)
        for text in ["", "-", ".", "1.", ".5", "1e6", "one", "1,5", "+1", "\u{663}"] {
            #expect(PluralOperands(text) == nil)
        }
    }

    @Test func allFormsOfALanguageCanBeReached() throws {
        for tag in ["en", "pl", "ru", "ar", "lv", "sl", "ga", "cy", "cs", "lt", "ro", "fr", "he"] {
            let rules = try #require(PluralRules.of(tag))
            var seen: Set<PluralCategory> = []
            for number in [Int](0...200) + [1_000_000] {
                for text in ["\(number)", "\(number).1", "\(number).0"] {
                    seen.insert(rules.category(try #require(PluralOperands(text))))
                }
            }
            #expect(seen == Set(rules.categories), "\(tag)")
        }
        #expect(PluralRules.of("tlh") == nil)
    }
}
