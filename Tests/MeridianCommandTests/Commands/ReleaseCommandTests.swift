import ArgumentParser
import Control
import MeridianCore
import Testing

@testable import MeridianCommand

@Suite struct ReleaseCommandTests {
    @Test(arguments: [
        ("14=10", 14, 10), ("14=10%", 14, 10), ("1=0", 1, 0), ("1=100", 1, 100),
    ])
    func sharesAreRead(text: String, release: Int, percent: Int) {
        #expect(Share(text)?.release == release)
        #expect(Share(text)?.percent == percent)
    }

    @Test(arguments: ["", "14", "14=", "=10", "14=101", "14=-1", "0=10", "14=1=0", "14=1.5", "a=1"])
    func otherTextIsNoShare(text: String) {
        #expect(Share(text) == nil)
    }

    @Test func aShareChangesWhatAnAliasPointsAt() {
        let both = AliasTargets(release: 13, candidate: .init(release: 14, weight: 10), sticky: .cookie("s"))
        let cases: [(String, AliasTargets, AliasTargets?)] = [
            ("14=25", both, AliasTargets(release: 13, candidate: .init(release: 14, weight: 25), sticky: .cookie("s"))),
            ("15=25", both, AliasTargets(release: 13, candidate: .init(release: 15, weight: 25), sticky: .cookie("s"))),
            ("14=0", both, AliasTargets(release: 13, sticky: .cookie("s"))),
            ("14=100", both, AliasTargets(release: 14, sticky: .cookie("s"))),
            ("13=100", both, AliasTargets(release: 13, sticky: .cookie("s"))),
            ("13=60", both, AliasTargets(release: 13, candidate: .init(release: 14, weight: 40), sticky: .cookie("s"))),
            ("14=10", both, nil), ("15=0", both, nil),
            ("14=5", AliasTargets(release: 13), AliasTargets(release: 13, candidate: .init(release: 14, weight: 5))),
        ]
        for (text, before, after) in cases {
            #expect(Share(text)?.applied(to: before) == after, "\(text)")
        }
    }

    @Test func keysAndRulesAreRead() {
        #expect(AliasText.key("header:X-Tester") == .header("X-Tester"))
        #expect(AliasText.key("query:a:b") == .query("a:b"))
        #expect(AliasText.rule("cookie:beta=1@14") == .init(.cookie("beta"), equals: "1", release: 14))
        #expect(
            AliasText.rule("query:user=a=b@c.example@14") == .init(.query("user"), equals: "a=b@c.example", release: 14)
        )
        for text in ["", "header", "header:", "body:a", "header:a=1", "header:a@14", "header:a=@14", "header:a=1@0"] {
            #expect(AliasText.rule(text) == nil, "\(text)")
        }
    }

    @Test(arguments: [
        ["release", "list"], ["release", "list", "Bad"], ["release", "show", "shop", "x"],
        ["release", "weights", "shop", "14"], ["alias", "set", "shop", "a--b", "1"],
        ["alias", "set", "shop", "canary", "1", "--candidate", "2=100"],
        ["alias", "set", "shop", "canary", "1", "--rule", "x"],
        ["alias", "set", "shop", "canary", "1", "--sticky", "x"],
        ["alias", "remove", "shop", "BAD"], ["backup"], ["restore"], ["deploy", "--author", ""],
    ])
    func refusesWhatIsWrongWithStatus64(arguments: [String]) {
        let error = #expect(throws: (any Error).self) { try RootCommand.parseAsRoot(arguments) }
        #expect(error.map { RootCommand.exitCode(for: $0).rawValue } == 64)
    }

    @Test func aDifferenceIsToldInLines() {
        let name = ServiceName("shop")!
        let before = Manifest(
            service: name, defaults: FunctionOptions(memorySize: 128, environment: ["KEY": "a"]),
            functions: [FunctionManifest(name: FunctionName("a")!, triggers: [.http(HTTPTrigger(path: "/a"))])])
        let after = Manifest(
            service: name, defaults: FunctionOptions(environment: ["KEY": "b"]),
            functions: [
                FunctionManifest(
                    name: FunctionName("a")!, triggers: [.http(HTTPTrigger(methods: [.get], path: "/a"))],
                    options: FunctionOptions(timeout: 5)),
                FunctionManifest(name: FunctionName("b")!, triggers: [.event(EventTrigger(type: "paid"))]),
            ])
        #expect(
            ReleaseText.difference(ReleaseDifference(from: before, to: after)) == [
                "~ a: + GET /a, - ANY /a, timeout 5.0 s", "+ b: event paid", "~ environment.KEY changed",
                "~ memorySize 128 MiB → none",
            ])
    }

    @Test func whatADeploymentWillChangeIsTold() {
        let name = ServiceName("shop")!
        let manifest = Manifest(
            service: name, defaults: FunctionOptions(memorySize: 128),
            functions: [FunctionManifest(name: FunctionName("a")!, triggers: [.http(HTTPTrigger(path: "/a"))])])
        let live = ReleaseDocument(
            service: name, number: 7, digest: String(repeating: "a", count: 64), size: 1_024,
            publishedAt: Timestamp("2026-03-01T09:00:00Z")!, functions: 1, aliases: [.live],
            address: "http://7--shop.localhost", manifest: manifest)
        let digest = String(repeating: "b", count: 64)
        #expect(
            ReleaseText.change(from: live, to: digest, ReleaseDifference(from: manifest, to: manifest))
                == """
                shop release 7 is live; package aaaaaaaaaaaa → bbbbbbbbbbbb
                  the same functions and configuration
                """)
        #expect(
            ReleaseText.details(live)
                == """
                shop release 7, published 2026-03-01T09:00:00.000Z by -
                source   -
                package  \(live.digest), 1.0 KiB
                aliases  live
                preview  http://7--shop.localhost
                  a: ANY /a
                  entry bootstrap
                  memorySize 128 MiB
                  runtime swift
                """)
    }
}
