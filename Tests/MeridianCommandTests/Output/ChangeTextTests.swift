import Control
import MeridianCore
import Releases
import Testing

@testable import MeridianCommand

@Suite struct ChangeTextTests {
    private let shop = ServiceName("shop")!
    private let time = Timestamp("2026-03-01T09:00:00Z")!

    @Test func aliasesAndRemovals() {
        var text = ChangeText()
        let alias = AliasDocument(
            service: shop, alias: .live, address: "http://shop.localhost",
            targets: AliasTargets(release: 13, candidate: .init(release: 14, weight: 10)), changedAt: time, etag: "3")
        #expect(
            text.lines(ChangeDocument(.alias, of: shop, name: "live", alias: alias))
                == ["shop: live is 90 % release 13, 10 % release 14"])
        let old = ChangeDocument(.release, of: shop, name: "3", isRemoved: true)
        #expect(text.lines(old) == ["shop: release 3 was removed"])
        #expect(text.lines(ChangeDocument(.service, of: shop, isRemoved: true)) == ["shop: service was removed"])
    }

    @Test func eachEventOfARolloutIsShownOnce() throws {
        var text = ChangeText()
        var rollout = try Rollout(
            id: 3, service: shop, candidate: 14, baseline: 13, plan: RolloutPlan(steps: [.setWeight(10), .pause(nil)]),
            at: time)
        func lines(_ rollout: Rollout) -> [String] {
            text.lines(ChangeDocument(.rollout, of: shop, name: "3", rollout: RolloutDocument(rollout)))
        }
        #expect(lines(rollout) == ["shop: rollout 3, release 14 is to replace release 13"])
        #expect(lines(rollout).isEmpty)
        rollout.advance(at: time)
        rollout.carriedOut(.setWeight(10), at: time)
        rollout.advance(at: time)
        #expect(
            lines(rollout) == [
                "shop: rollout 3, release 14 has 10 % of the traffic", "shop: rollout 3, waits for approval",
            ])
        var other = ChangeText()
        let change = ChangeDocument(.rollout, of: shop, name: "3", rollout: RolloutDocument(rollout))
        #expect(other.lines(change) == ["shop: rollout 3, waits for approval"])
    }
}
