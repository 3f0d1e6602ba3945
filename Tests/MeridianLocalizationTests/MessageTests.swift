import Meridian
import MeridianCore
import TestSupport
import Testing

@testable import MeridianLocalization

@Suite struct MessageTests {
    private let localization: Localization

    init() throws {
        localization = try Localization([
            "en": [
                "greeting": "Hello, {name}!", "only": "Only here", "braces": "{{{name}}}",
                "cart": [
                    "items": ["=0": "nothing", "one": "{count} item", "other": "{count} items"], "title": "Cart",
                ],
            ],
            "pl": [
                "cart.items": [
                    "one": "{count} rzecz", "few": "{count} rzeczy", "many": "rzeczy: {count}", "other": "rzeczy",
                ]
            ],
            "de": ["greeting": "Hallo, {name}!", "cart.title": "Warenkorb"], "de-AT": ["greeting": "Servus, {name}!"],
        ])
    }

    @Test func aMessageHasParameters() {
        let texts = localization.texts(in: "en")
        #expect(texts("greeting", ["name": "Ada"]) == "Hello, Ada!")
        #expect(texts("greeting") == "Hello, {name}!")
        #expect(texts("greeting", ["name": "{name}{other}"]) == "Hello, {name}{other}!")
        #expect(texts("braces", ["name": 7]) == "{7}")
        #expect(texts("greeting", ["name": 1.5, "count": 2]) == "Hello, 1.5!")
    }

    @Test(arguments: [
        ("en", 0, "nothing"), ("en", 1, "1 item"), ("en", -1, "-1 item"), ("en", 2, "2 items"), ("pl", 1, "1 rzecz"),
        ("pl", 22, "22 rzeczy"), ("pl", 5, "rzeczy: 5"), ("pl", 0, "rzeczy: 0"), ("pl-PL", 3, "3 rzeczy"),
        ("fr", 1, "1 item"),
    ])
    func theCountChoosesTheForm(language: String, count: Int, text: String) {
        #expect(localization.texts(in: language)("cart.items", ["count": count]) == text)
    }

    @Test func aCountMayBeAnything() {
        let texts = localization.texts(in: "en")
        #expect(texts("cart.items", ["count": "1.0"]) == "1.0 items")
        #expect(texts("cart.items", ["count": 1.5]) == "1.5 items")
        #expect(texts("cart.items", ["count": "many"]) == "many items")
        #expect(texts("cart.items") == "{count} items")
        #expect(texts("cart.items", ["count": UInt64.max]) == "18446744073709551615 items")
        #expect(texts("cart.items", ["count": Double.infinity]) == "inf items")
    }

    @Test func whatIsMissingFallsBack() {
        let texts = localization.texts(in: "de-AT-1996")
        #expect(texts.language == "de-AT")
        #expect(texts("greeting", ["name": "Ada"]) == "Servus, Ada!")
        #expect(texts("cart.title") == "Warenkorb")
        #expect(texts("only") == "Only here")
        #expect(texts("none.at.all") == "none.at.all")
        #expect(localization.texts(in: "no tag at all").language == "en")
        #expect(localization.languages == ["de", "de-AT", "en", "pl"])
    }

    @Test func whatIsMissingIsToldOnceAndWithinBounds() {
        let missing = MissingTexts()
        #expect(missing.isNew("a", in: "de"))
        #expect(!missing.isNew("a", in: "de"))
        #expect(missing.isNew("a", in: "pl"))
        let told = (0..<5_000).count { missing.isNew("key \($0)", in: "de") }
        #expect(told == 998)
    }

    @Test(arguments: [
        ("{", "not closed"), ("{name", "not closed"), ("}", "closes nothing"), ("{}", "no parameter"),
        ("{a b}", "no parameter"), ("{{}", "closes nothing"), ("{count, plural}", "no parameter"),
    ])
    func aMalformedTextIsRefused(text: String, reason: String) {
        let error = #expect(throws: MeridianError.self) { try Localization(["en": ["a": ["b": .string(text)]]]) }
        #expect(error?.code == .malformedCatalogue)
        #expect(error?.message.contains("embedded messages 'en': 'a.b' is malformed") == true)
        #expect(error?.message.contains(reason) == true, "\(error as Any)")
    }

    @Test(
        arguments: [
            (["k": 1], "must be a text"), (["k": nil], "must be a text"), (["k": ["a", "b"]], "must be a text"),
            (["k": ["few": "x", "other": "y"]], "has no form 'few'; it has one, other"),
            (["k": ["one": "x"]], "'other' is missing"), (["k": ["=x": "x", "other": "y"]], "'=' and a number"),
            (["k": ["a": "x"], "k.a": "y"], "twice"),
        ] as [([String: JSONValue], String)])
    func aMalformedEntryIsRefused(entries: [String: JSONValue], reason: String) {
        let error = #expect(throws: MeridianError.self) { try Localization(["en": entries]) }
        #expect(error?.code == .malformedCatalogue)
        #expect(error?.message.contains("'k") == true)
        #expect(error?.message.contains(reason) == true, "\(error as Any)")
    }

    @Test func wordsForFormsCanBeNamesOfMessages() throws {
        let localization = try Localization(["en": ["sizes": ["small": "S", "other": "other size"]]])
        #expect(localization.texts(in: "en")("sizes.other") == "other size")
    }

    @Test func languagesMustBeKnown() {
        let noTag = #expect(throws: MeridianError.self) { try Localization(["en_US": [:]]) }
        #expect(noTag?.code == .unknownLanguage)
        let noRules = #expect(throws: MeridianError.self) {
            try Localization(["en": [:], "tlh": ["n": ["other": "x"]]])
        }
        #expect(noRules?.code == .unknownLanguage)
        let noDefault = #expect(throws: MeridianError.self) { try Localization(["de": [:]]) }
        #expect(noDefault?.code == .noDefaultCatalogue)
        #expect(throws: Never.self) { try Localization(["tlh": ["n": "x"]], defaultLanguage: "TLH") }
    }

    /// What the parser takes is written as it was when every parameter stands for itself.
    @Test func anyTextIsTakenOrRefused() {
        var generator = SeededGenerator(seed: 5)
        let pieces = ["{", "}", "{{", "}}", "{a}", "{count}", " ", "text", "é", "\u{301}", "\n", "="]
        for _ in 0..<5_000 {
            let text = (0..<Int.random(in: 0...8, using: &generator))
                .map { _ in pieces.randomElement(using: &generator)! }.joined()
            guard let message = try? MessageText(text) else { continue }
            let again = message.pieces.map { piece in
                switch piece {
                case .literal(let literal):
                    literal.replacing("{", with: "{{").replacing("}", with: "}}")
                case .parameter(let name): "{\(name)}"
                }
            }.joined()
            #expect(again == text)
        }
    }
}
