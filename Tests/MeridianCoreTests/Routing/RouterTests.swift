import MeridianCore
import TestSupport
import Testing

@Suite struct RouterTests {
    private static func router(_ routes: [(HTTPMethod, String)]) throws -> Router<Int> {
        try Router(routes.enumerated().map { ([$1.0], try PathPattern($1.1), $0) })
    }

    private func target(_ match: Router<Int>.Match) -> Int? {
        if case .found(let target) = match { target } else { nil }
    }

    @Test func aLiteralWinsOverAParameterAndThatOverTheRest() throws {
        let router = try Self.router([
            (.get, "/items/{id}"), (.get, "/items/new"), (.get, "/{rest*}"), (.get, "/items/{id}/parts"), (.get, "/"),
        ])
        #expect(target(router.match(.get, path: "/items/7")) == 0)
        #expect(target(router.match(.get, path: "/items/new")) == 1)
        #expect(target(router.match(.get, path: "/items/new/parts")) == 3)
        #expect(target(router.match(.get, path: "/items/new/other")) == 2)
        #expect(target(router.match(.get, path: "/elsewhere")) == 2)
        #expect(target(router.match(.get, path: "/")) == 4)
    }

    @Test func anEncodedLiteralIsTheSameAsAPlainOne() throws {
        let router = try Self.router([(.get, "/caffè/menu")])
        #expect(target(router.match(.get, path: "/caff%C3%A8/menu")) == 0)
        #expect(target(router.match(.get, path: "/caff%C3/menu")) == nil)
    }

    @Test func headIsAnsweredByGetAndOtherMethodsAreListed() throws {
        let router = try Self.router([(.get, "/a"), (.post, "/a")])
        #expect(target(router.match(.head, path: "/a")) == 0)
        guard case .methodNotAllowed(let methods) = router.match(.delete, path: "/a") else {
            Issue.record("DELETE must not be allowed")
            return
        }
        #expect(methods == [.get, .post, .head])
    }

    @Test func theSameRouteTwiceIsRefused() {
        #expect(throws: MeridianError.self) { try Self.router([(.get, "/a/{x}"), (.get, "/a/{y}")]) }
    }

    /// Every pattern is found by the paths made from it, whatever the order in which they were bound.
    @Test(arguments: 0..<20) func manyLiteralsAreAllFound(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        var patterns: Set<String> = []
        while patterns.count < 300 {
            let segments = (0..<Int.random(in: 1...3, using: &random)).map { _ in
                String((0..<Int.random(in: 1...3, using: &random)).map { _ in "abc".randomElement(using: &random)! })
            }
            patterns.insert("/" + segments.joined(separator: "/"))
        }
        let shuffled = patterns.shuffled(using: &random)
        let router = try Self.router(shuffled.map { (.get, $0) })
        for (number, path) in shuffled.enumerated() {
            #expect(target(router.match(.get, path: path)) == number, "\(path)")
        }
        for path in ["/d", "/a/d", "/abcd", "/a//b", "//"] {
            guard case .notFound = router.match(.get, path: path) else {
                Issue.record("\(path) must not be found")
                continue
            }
        }
    }
}
