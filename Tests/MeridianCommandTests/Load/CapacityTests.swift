import Admission
import ArgumentParser
import Control
import LoadGenerator
import MeridianCore
import Testing

@testable import MeridianCommand

@Suite struct CapacityTests {
    private func command(_ arguments: String...) throws -> CapacityCommand {
        try #require(try RootCommand.parseAsRoot(["capacity", "shop/item"] + arguments) as? CapacityCommand)
    }

    private func function(_ triggers: [FunctionDocument.Binding]) -> FunctionDocument {
        FunctionDocument(
            service: ServiceName("shop")!, name: FunctionName("item")!, release: 1, triggers: triggers)
    }

    private func http(_ path: String, _ methods: HTTPMethod...) -> FunctionDocument.Binding {
        .init(
            trigger: .http(HTTPTrigger(methods: methods, path: path)), address: "http://shop.localhost:7700\(path)")
    }

    @Test func aGoalIsReadAsItIsWritten() throws {
        #expect(try command().goal() == CapacityGoal(p99: 50, success: 0.999))
        #expect(try command("--p99", "0.2s", "--success", "95").goal() == CapacityGoal(p99: 200, success: 0.95))
    }

    @Test(arguments: [
        (["--p99", "soon"], "--p99 is 'soon'"), (["--p99", "0ms"], "--p99"), (["--p99", "1e9"], "--p99"),
        (["--success", "101"], "--success is 101"), (["--from", "0"], "--from is 0"),
        (["--up-to", "5"], "--up-to is 5"), (["--step", "0.5"], "--step is 0.5"),
        (["--precision", "0"], "--precision"),
    ])
    func aGoalThatCannotBeSaysWhy(arguments: [String], hint: String) throws {
        let parsed = try RootCommand.parseAsRoot(["capacity", "shop/item"] + arguments) as? CapacityCommand
        let command = try #require(parsed)
        let failure = #expect(throws: CommandFailure.self) { try command.goal() }
        #expect(failure?.code == .capacityGoalInvalid)
        #expect(failure?.status == .usage)
        #expect(failure?.message.contains(hint) == true, "\(failure?.message ?? "")")
    }

    @Test func everythingThatIsWrongIsSaidAtOnce() throws {
        let failure = #expect(throws: CommandFailure.self) { try command("--step", "0", "--success", "0").goal() }
        #expect(failure?.message.contains("--step") == true && failure?.message.contains("--success") == true)
    }

    @Test func theFirstPathWithoutParametersIsAskedFor() throws {
        let found = function([http("/items/{id}"), http("/items", .post)])
        let address = try CapacityAddress(of: found, path: nil, method: nil, service: "http://shop.localhost:7700")
        #expect(address.url == "http://shop.localhost:7700/items")
        #expect(address.method == .post)
        let other = try CapacityAddress(
            of: found, path: "/items/1?x=2", method: "put", service: "http://shop.localhost:7700/")
        #expect(other.url == "http://shop.localhost:7700/items/1?x=2")
        #expect(other.method == HTTPMethod("PUT"))
    }

    @Test func withoutAnAddressItSaysWhatToDo() throws {
        let timer = FunctionDocument.Binding(trigger: .timer(TimerTrigger(.every(seconds: 5))))
        for (found, hint) in [
            (function([http("/items/{id}")]), "answers /items/{id}"), (function([timer]), "no HTTP trigger"),
        ] {
            let failure = #expect(throws: CommandFailure.self) {
                try CapacityAddress(of: found, path: nil, method: nil, service: "http://shop.localhost:7700")
            }
            #expect(failure?.code == .capacityAddressMissing)
            #expect(failure?.message.contains(hint) == true, "\(failure?.message ?? "")")
        }
    }

    @Test func aProposalTakesThePlaceOfTheFormer() throws {
        func proposal(_ rate: Double, _ instances: Int) -> CapacityProposal {
            CapacityProposal(
                service: ServiceName("shop")!, function: FunctionName("item")!, rate: rate, p99: 50,
                instances: instances)
        }
        let other = Rule("other", on: .all, .flow(FlowRule(count: 9)))
        var profile = ProfileDocument(rules: RuleSet([other]), standby: ["shop/pay": 2])
        profile = proposal(100.7, 3).profile(over: profile)
        profile = proposal(200.7, 4).profile(over: profile)
        let target = RuleTarget("shop/item")!
        #expect(
            profile.rules.rules == [
                other, Rule("capacity-shop-item-rate", on: target, .flow(FlowRule(count: 200))),
                Rule("capacity-shop-item-load", on: target, .flow(FlowRule(grade: .concurrency, count: 11))),
            ])
        #expect(profile.standby == ["shop/pay": 2, "shop/item": 4])
        try profile.rules.validate()
    }

    @Test func aRunEndsWithWhatWasConfirmed() async throws {
        var run = CapacityRun(
            CapacitySearch(from: 10, to: 40), goal: CapacityGoal(p99: 50, success: 1), seconds: 2)
        var curves: [RateCurve] = []
        var told = 0
        let found = try await run.run { curve in
            curves.append(curve)
            return LoadRecorder.none
        } onStep: { _ in
            told += 1
        }
        // Nothing was answered, so nothing was reached.
        #expect(found == nil)
        #expect(curves == [.steady(10, seconds: 3)])
        #expect(told == 1 && run.steps.map(\.isMet) == [false])
    }

    @Test func theCurveGoesByRate() {
        let goal = CapacityGoal(p99: 50, success: 0.9)
        func step(_ rate: Double, _ p99: Double, isMet: Bool) -> CapacityStep {
            var step = CapacityStep(rate: rate, isConfirmation: false, LoadRecorder.none.summary(from: 0), goal: goal)
            step.sent = 100
            step.good = 100
            step.p99 = p99
            step.isMet = isMet
            return step
        }
        let text = CapacityDocument.curve([step(80, 100, isMet: false), step(40, 25, isMet: true)], goal: goal)
        let lines = text.split(separator: "\n").map(String.init)
        #expect(lines.count == 3)
        #expect(lines[1].hasPrefix("40") && lines[1].hasSuffix("  █████"))
        #expect(lines[2].hasPrefix("80") && lines[2].hasSuffix("██████████░░░░░░░░░░  missed"))
    }

    @Test(arguments: [("50ms", 50.0), ("0.2s", 200), ("3", 3_000), ("1m", 60_000)])
    func timesAreRead(text: String, milliseconds: Double) throws {
        #expect(try command("--p99", text).goal().p99 == milliseconds)
    }

    @Test(arguments: ["", "ms", "1e3", "-1s", "inf", "1h", "1.2.3s", "0x10"])
    func whatIsNoTimeIsRefused(text: String) throws {
        var command = try command()
        command.p99 = text
        let failure = #expect(throws: CommandFailure.self) { try command.goal() }
        #expect(failure?.message.contains("--p99 is '\(text)'") == true)
    }
}
