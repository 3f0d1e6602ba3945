import ArgumentParser
import Control
import Engine
import Foundation
import LoadGenerator
import MeridianCore
import NIOCore
import NIOPosix
import Specification

struct CapacityCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "capacity", abstract: "Find the highest rate of a function within a goal, and what to set for it.",
        discussion: """
            Sends requests at rates that do not wait for answers: twice as many each time until the goal is missed, then \
            closer, then what was found once more for twice as long. Rules in force count as they do otherwise. Then it \
            proposes limits, and instances to have ready, as a profile that `meridian profile apply` takes.

              meridian capacity shop/checkout --p99 50ms --success 99.9
              meridian capacity shop/item --path /items/1 --save rush
              meridian profile apply rush --dry-run
            """)

    @Argument(help: ArgumentHelp("The function.", valueName: "service/function"))
    var function: String

    @Option(help: ArgumentHelp("How long 99 of 100 good answers may take: 50ms, 0.2s.", valueName: "time"))
    var p99 = "50ms"

    @Option(help: ArgumentHelp("The least share of good answers, in percent.", valueName: "%"))
    var success = 99.9

    @Option(help: ArgumentHelp("The first rate, in requests a second.", valueName: "n"))
    var from = 20.0

    @Option(name: .customLong("up-to"), help: ArgumentHelp("The highest rate that is tried.", valueName: "n"))
    var most = 100_000.0

    @Option(help: ArgumentHelp("Seconds that a rate is tried, after one that does not count.", valueName: "s"))
    var step = 4.0

    @Option(help: ArgumentHelp("How close to come to the highest rate, in percent of it.", valueName: "%"))
    var precision = 5.0

    @Option(help: ArgumentHelp("The path to ask for, with its query.", valueName: "path"))
    var path: String?

    @Option(help: "The method.")
    var method: String?

    @Option(
        name: [.customShort("H"), .customLong("header")],
        help: ArgumentHelp("A field of every request; may be repeated.", valueName: "name:value"))
    var headers: [String] = []

    @Option(help: ArgumentHelp("The body of every request.", valueName: "text"))
    var body = ""

    @Option(help: ArgumentHelp("The most connections at a time.", valueName: "n"))
    var connections = 512

    @Option(help: ArgumentHelp("Put the proposal into this profile.", valueName: "name"))
    var save: String?

    @Flag(help: "Load another machine than this one.")
    var allowRemote = false

    @OptionGroup var control: ControlOptions
    @OptionGroup var platform: DataDirectoryOption
    @OptionGroup var answer: OutputOptions

    func run() async throws {
        let target = try FunctionArgument(function)
        let goal = try self.goal()
        let client = try control.client(dataDirectory: platform.data)
        let address = try await address(of: target, client)
        let plan = try plan(for: address, seconds: step)
        try plan.validate()
        var run = CapacityRun(
            CapacitySearch(from: from, to: most, precision: precision / 100), goal: goal, seconds: step)
        let progress = answer.progress
        progress.step("loading \(address.url)")
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let meter = GeneratorMeter()
        let found: Double?
        do {
            found = try await run.run { curve in
                var plan = plan
                plan.curve = curve
                return try await meter.measure { try await LoadGenerator(on: group.next()).run(plan) }
            } onStep: { step in
                progress.step(Self.line(step))
            }
        } catch {
            try? await group.shutdownGracefully()
            throw error
        }
        try? await group.shutdownGracefully()
        progress.clear()
        guard let found else { throw Self.missed(function, run.steps) }
        let proposal = CapacityProposal(
            service: target.service, function: target.function, rate: found, p99: goal.p99,
            instances: try await instances(of: target, client))
        if let save { try await client.save(proposal, as: save) }
        show(
            CapacityDocument(
                function: function, url: address.url, goal: goal, rate: found, isGeneratorBound: meter.wasBound,
                steps: run.steps, proposal: proposal, profile: save))
    }

    /// - Throws: ``CommandFailure`` `MER-6670` with everything that is wrong.
    func goal() throws(CommandFailure) -> CapacityGoal {
        var problems: [String] = []
        func need(_ isGood: Bool, _ message: String) {
            if !isGood { problems.append(message) }
        }
        let milliseconds = DurationText.seconds(p99).map { $0 * 1_000 }
        need(
            milliseconds.map { $0 > 0 && $0 <= 60_000 } ?? false,
            "--p99 is '\(p99)'; it must be a time such as 50ms or 0.2s, more than 0 and at most 60s")
        func shown(_ value: Double) -> String { FunctionOptions.shown(value) }
        need(success > 0 && success <= 100, "--success is \(shown(success)); it must be more than 0 and at most 100")
        need(from >= 1 && from <= 1_000_000, "--from is \(shown(from)); it must be 1–1,000,000")
        need(most >= from && most <= 1_000_000, "--up-to is \(shown(most)); it must be --from–1,000,000")
        need(step >= 1 && step <= 600, "--step is \(shown(step)); it must be 1–600 seconds")
        need(precision >= 1 && precision <= 50, "--precision is \(shown(precision)); it must be 1–50")
        guard problems.isEmpty else {
            throw CommandFailure(.capacityGoalInvalid, problems.joined(separator: "; "), status: .usage)
        }
        return CapacityGoal(p99: milliseconds ?? 0, success: (success * 1_000).rounded() / 100_000)
    }

    private func address(of target: FunctionArgument, _ client: ControlClient) async throws -> CapacityAddress {
        let services = try await client.document(ServiceListDocument.self, "GET", "/v1/services").services
        guard let service = services.first(where: { $0.service == target.service }),
            let found = service.functions.first(where: { $0.name == target.function })
        else {
            throw CommandFailure(
                .unknownFunction, "the live release of '\(target.service)' has no '\(target.function)'")
        }
        return try CapacityAddress(of: found, path: path, method: method, service: service.address)
    }

    private func plan(for address: CapacityAddress, seconds: Double) throws -> LoadPlan {
        let parts = try LoadAddress(address.url)
        return LoadPlan(
            host: parts.host, port: parts.port,
            targets: [
                LoadTarget(
                    function, method: address.method, path: parts.path, headers: try parts.fields(headers), body: body)
            ],
            curve: .steady(from, seconds: seconds), connections: connections, timeout: 5,
            allowsOtherMachines: allowRemote)
    }

    /// How many instances of the function's group are ready right after the last step.
    private func instances(of target: FunctionArgument, _ client: ControlClient) async throws -> Int {
        let status = try await client.document(StatusDocument.self, "GET", "/v1/status")
        let groups = status.services.filter { $0.service == target.service }.flatMap(\.groups)
        let group = groups.first { $0.functions.contains(target.function.rawValue) }
        return max(1, group?.instances.count { $0.state == "ready" } ?? 1)
    }

    private static func line(_ step: CapacityStep) -> String {
        let p99 = step.p99.map { Quantities.milliseconds($0) } ?? "no good answer"
        let share = 100 * Double(step.good) / Double(max(step.sent, 1))
        let (rate, good) = (step.rate.rounded(), (share * 10).rounded() / 10)
        return "\(FunctionOptions.shown(rate))/s: p99 \(p99), \(FunctionOptions.shown(good)) % good"
            + (step.isMet ? "" : ", missed")
    }

    private static func missed(_ function: String, _ steps: [CapacityStep]) -> CommandFailure {
        CommandFailure(
            .capacityNotReached,
            "\(function) misses the goal at the lowest rate that was tried: "
                + (steps.min { $0.rate < $1.rate }.map(line) ?? "nothing was sent"))
    }

    private func show(_ document: CapacityDocument) {
        guard !answer.json else { return StandardOutput.line(CommandJSON.text(document)) }
        StandardOutput.line(CapacityDocument.curve(document.steps, goal: document.goal))
        if document.isGeneratorBound {
            StandardOutput.line(
                "\nwarning: \(ErrorCode.capacityGeneratorBound): the generator was busy nearly all the time; what the "
                    + "function can do may be more")
        }
        let rate = FunctionOptions.shown(document.rate.rounded(.down))
        StandardOutput.line("\n\(function) does \(rate) requests a second")
        for rule in document.proposal.rules {
            StandardOutput.line("rule      \(CommandJSON.text(rule))")
        }
        for (name, count) in document.proposal.standby { StandardOutput.line("standby   \(name) \(count)") }
        StandardOutput.line(
            document.profile.map { "saved; `meridian profile apply \($0)` puts it in force" }
                ?? "`--save NAME` puts this into a profile")
    }
}
