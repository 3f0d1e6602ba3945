import MeridianCore
import MeridianSQL
import TestSupport
import Testing

@testable import MeridianPostgreSQL

@Suite("Texts of PostgreSQL")
struct TextFormTests {
    @Test("arrays are read as they are written", arguments: 0..<20)
    func arrays(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let letters = Array("a,\"\\{} NULLü😀'")
        func element(_ depth: Int) -> SQLValue {
            switch Int.random(in: 0..<(depth < 3 ? 5 : 4), using: &random) {
            case 0: return .null
            case 4:
                return .array((0..<Int.random(in: 0..<4, using: &random)).map { _ in element(depth + 1) })
            default:
                let length = Int.random(in: 0..<6, using: &random)
                return .text(String((0..<length).map { _ in letters.randomElement(using: &random)! }))
            }
        }
        for _ in 0..<100 {
            let elements = (0..<Int.random(in: 0..<6, using: &random)).map { _ in element(0) }
            #expect(ArrayText.read(ArrayText.write(elements), { .text($0) }) == elements)
        }
    }

    @Test(
        "what is no array is not read",
        arguments: ["", "{", "}", "{1", "{1,}", "{,1}", "1", "{\"a}", "{1}2", "[0:1]={1,2}", "{\"a\\"])
    func noArrays(text: String) {
        #expect(ArrayText.read(text, { .text($0) }) == nil)
    }

    @Test("bytes in digits")
    func hex() {
        let bytes = (0...255).map { UInt8($0) }
        #expect(HexText.read(HexText.write(bytes).utf8) == bytes)
        #expect(HexText.read("0".utf8) == nil)
        #expect(HexText.read("0g".utf8) == nil)
        #expect(HexText.read("AbcD".utf8) == [0xAB, 0xCD])
    }

    @Test("a statement is prepared when it comes again, and the one unused for longest is forgotten")
    func cache() {
        var cache = StatementCache(capacity: 2)
        func key(_ text: String) -> StatementCache.Key { .init(text: text, types: []) }
        func prepare(_ text: String) -> String? {
            #expect(cache.plan(key(text)) == .once)
            guard case .prepare(let name, let former) = cache.plan(key(text)) else {
                Issue.record("\(text) is not prepared")
                return nil
            }
            cache.keep(key(text), name)
            #expect(cache.plan(key(text)) == .run(name))
            return former
        }
        #expect(prepare("a") == nil)
        #expect(prepare("b") == nil)
        #expect(cache.plan(key("a")) == .run("m1"))
        #expect(prepare("c") == "m2")
        cache.forget(key("a"))
        #expect(cache.plan(key("a")) == .prepare("m4", former: "m1"))
        var none = StatementCache(capacity: 0)
        #expect(none.plan(key("a")) == .once)
        #expect(none.plan(key("a")) == .once)
    }
}
