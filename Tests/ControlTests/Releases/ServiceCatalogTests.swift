import Foundation
import MeridianCore
import NIOCore
import Testing

@testable import Control

@Suite struct ServiceCatalogTests {
    private let now = Timestamp(milliseconds: 1_000)

    private func code(_ change: (inout ServiceCatalog) throws -> Void, on catalog: ServiceCatalog) -> ErrorCode? {
        var changed = catalog
        let error = #expect(throws: MeridianError.self) { try change(&changed) }
        #expect(changed == catalog, "a change that is refused changes nothing")
        return error?.code
    }

    @Test func rollsBackThroughWhatWasLiveBefore() throws {
        var catalog = try ServiceCatalog.sample(releases: 4)
        #expect(catalog.live?.former == [1, 2, 3])
        for expected in [3, 2, 1] {
            try catalog.rollBack(to: nil, now: now)
            #expect(catalog.live?.targets == AliasTargets(release: expected))
        }
        #expect(code({ try $0.rollBack(to: nil, now: now) }, on: catalog) == .nothingToRollBack)
        try catalog.rollBack(to: 4, now: now)
        #expect(catalog.live?.targets.release == 4)
    }

    @Test func aRollbackTakesACandidatesShareAwayFirst() throws {
        var catalog = try ServiceCatalog.sample(releases: 3)
        let sticky = AliasTargets.Key.cookie("session")
        try catalog.point(
            .live, at: AliasTargets(release: 3, candidate: .init(release: 2, weight: 10), sticky: sticky), now: now)
        try catalog.rollBack(to: nil, now: now)
        #expect(catalog.live?.targets == AliasTargets(release: 3, sticky: sticky))
        try catalog.rollBack(to: nil, now: now)
        #expect(catalog.live?.targets.release == 2)
    }

    @Test func promotesTheCandidateOrElseTheNewest() throws {
        var catalog = try ServiceCatalog.sample(releases: 2)
        #expect(code({ try $0.promote(nil, now: now) }, on: catalog) == .nothingToPromote)
        catalog.publish(.sample(3))
        catalog.publish(.sample(4))
        try catalog.point(.live, at: AliasTargets(release: 2, candidate: .init(release: 3, weight: 1)), now: now)
        try catalog.promote(nil, now: now)
        #expect(catalog.live?.targets == AliasTargets(release: 3))
        try catalog.promote(nil, now: now)
        #expect(catalog.live?.targets == AliasTargets(release: 4))
        #expect(code({ try $0.promote(9, now: now) }, on: catalog) == .unknownRelease)
        #expect(
            code({ try $0.promote(nil, now: now) }, on: ServiceCatalog(service: catalog.service)) == .nothingToPromote)
    }

    @Test func keepsTheNewestReleasesAndThoseThatAreNeeded() throws {
        var catalog = try ServiceCatalog.sample(releases: 8)
        try catalog.point(
            AliasName("canary")!,
            at: AliasTargets(
                release: 1, candidate: .init(release: 2, weight: 5),
                rules: [.init(.query("a"), equals: "b", release: 3)]),
            now: now)
        catalog.prune(keeping: 1)
        #expect(catalog.releases.map(\.number) == [1, 2, 3, 7, 8])
        try catalog.removeAlias(AliasName("canary")!)
        catalog.prune(keeping: 1)
        #expect(catalog.releases.map(\.number) == [7, 8])
        #expect(catalog.record.nextNumber == 9)
        // What a rollback would go to is kept, also when older than what was pruned since.
        try catalog.rollBack(to: nil, now: now)
        #expect(catalog.live?.targets.release == 7)
        #expect(code({ try $0.rollBack(to: nil, now: now) }, on: catalog) == .nothingToRollBack)
    }

    @Test func refusesWhatAnAliasCantBe() throws {
        let catalog = try ServiceCatalog.sample(releases: 2)
        let long = String(repeating: "x", count: 201)
        let bad: [(AliasTargets, ErrorCode)] = [
            (AliasTargets(release: 3), .unknownRelease),
            (AliasTargets(release: 1, candidate: .init(release: 3, weight: 1)), .unknownRelease),
            (AliasTargets(release: 1, candidate: .init(release: 2, weight: 0)), .badAlias),
            (AliasTargets(release: 1, candidate: .init(release: 2, weight: 100)), .badAlias),
            (AliasTargets(release: 1, candidate: .init(release: 1, weight: 50)), .badAlias),
            (AliasTargets(release: 1, rules: [.init(.header("a b"), equals: "c", release: 2)]), .badAlias),
            (AliasTargets(release: 1, rules: [.init(.header("a"), equals: "", release: 2)]), .badAlias),
            (AliasTargets(release: 1, rules: [.init(.query("a"), equals: long, release: 2)]), .badAlias),
            (AliasTargets(release: 1, sticky: .cookie("")), .badAlias),
            (AliasTargets(release: 1, sticky: .cookie("a;b")), .badAlias),
            (
                AliasTargets(
                    release: 1,
                    rules: (0...AliasTargets.mostRules).map { .init(.query("\($0)"), equals: "1", release: 2) }),
                .badAlias
            ),
        ]
        for (targets, expected) in bad {
            #expect(code({ try $0.point(.live, at: targets, now: now) }, on: catalog) == expected, "\(targets)")
        }
        #expect(code({ try $0.removeAlias(.live) }, on: catalog) == .aliasNeeded)
        #expect(code({ try $0.removeAlias(AliasName("canary")!) }, on: catalog) == .unknownAlias)
    }

    @Test(arguments: [
        "", "Live", "1st", "a--b", "a-", "-a", "a_b", "é", String(repeating: "a", count: 31),
    ])
    func someNamesAreNoAliases(name: String) {
        #expect(AliasName(name) == nil)
    }

    @Test func liveIsTheFirstOfAliases() {
        let names = ["z", "live", "a", "b-1"].map { AliasName($0)! }
        #expect(names.sorted().map(\.rawValue) == ["live", "a", "b-1", "z"])
    }
}

@Suite struct AliasTargetsCodingTests {
    @Test func isReadAndWrittenAsDocumented() throws {
        let text = """
            {"candidate":{"release":14,"weight":10},"release":13,"rules":[{"equals":"yes","header":"x-tester",\
            "release":14}],"sticky":{"cookie":"session"}}
            """
        let targets = try ControlJSON.decode(AliasTargets.self, from: .init(string: text))
        #expect(
            targets
                == AliasTargets(
                    release: 13, candidate: .init(release: 14, weight: 10),
                    rules: [.init(.header("x-tester"), equals: "yes", release: 14)], sticky: .cookie("session")))
        #expect(String(buffer: try ControlJSON.encode(targets)) == text)
        #expect(try JSONDecoder().decode(AliasTargets.self, from: JSONEncoder().encode(targets)) == targets)
    }

    @Test(arguments: [
        ("{}", "release"), ("[]", "the body"), (#"{"release":1,"wieght":2}"#, "wieght"),
        (#"{"release":1,"candidate":{"release":2}}"#, "candidate.weight"),
        (#"{"release":1,"candidate":{"release":2,"weight":1,"until":3}}"#, "until"),
        (#"{"release":1,"sticky":{}}"#, "one of header, cookie and query"),
        (#"{"release":1,"sticky":{"header":"a","cookie":"b"}}"#, "one of header, cookie and query"),
        (#"{"release":1,"rules":[{"equals":"b","release":2}]}"#, "one of header, cookie and query"),
        (#"{"release":1,"rules":[{"header":"a","release":2}]}"#, "equals"), (#"{"release":"1"}"#, "release"),
    ])
    func tellsWhatIsWrong(text: String, place: String) {
        let error = #expect(throws: MeridianError.self) {
            try ControlJSON.decode(AliasTargets.self, from: .init(string: text))
        }
        #expect(error?.code == .badControlRequest)
        #expect(error?.message.contains(place) == true, "\(error?.message ?? "")")
    }
}
