import ArgumentParser
import Control
import Foundation
import MeridianCore
import Releases

struct RolloutCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rollout", abstract: "Give a release the traffic of its service step by step, judged.",
        discussion: """
            `deploy --rollout` begins one with what it publishes, `start` with a release that is there. A release that \
            the judge finds worse than the one it is to replace loses its traffic by itself.
            """,
        subcommands: [
            Start.self, Status.self, Pause.self, Resume.self, Promote.self, Abort.self,
        ])

    struct Start: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Begin to roll out a release.")

        @Argument(help: "The service.")
        var service: String

        @Option(help: "The number of the release; the newest by default.")
        var release: Int?

        @OptionGroup var plan: PlanOption
        @OptionGroup var control: ControlOptions
        @OptionGroup var platform: DataDirectoryOption
        @OptionGroup var answer: OutputOptions

        func run() async throws {
            let wish = RolloutWishDocument(release: release, plan: try plan.read())
            let client = try control.client(dataDirectory: platform.data)
            RolloutText.show(try await client.startRollout(of: service, wish), asJSON: answer.json)
        }
    }

    struct Status: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show where a rollout is, what the judge found, and why it ended.",
            discussion: "With --follow the status is 1 unless the release gets all traffic.")

        @OptionGroup var subject: RolloutSubject
        @OptionGroup var control: ControlOptions
        @OptionGroup var platform: DataDirectoryOption
        @OptionGroup var answer: OutputOptions

        @Flag(name: [.short, .long], help: "Go on until the rollout is over.")
        var follow = false

        func run() async throws {
            let client = try control.client(dataDirectory: platform.data)
            let rollout = try await subject.rollout(client)
            guard follow else { return RolloutText.show(rollout, asJSON: answer.json) }
            try await RolloutView(client: client, asJSON: answer.json).follow(rollout)
        }
    }

    struct Pause: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Hold a rollout where it is; the judge goes on looking.")

        @OptionGroup var action: RolloutAction

        func run() async throws { try await action.run("pause") }
    }

    struct Resume: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Go on with a rollout that is paused or awaits approval.")

        @OptionGroup var action: RolloutAction

        func run() async throws { try await action.run("resume") }
    }

    struct Promote: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Give the release all traffic now, without the steps that are left.")

        @OptionGroup var action: RolloutAction

        func run() async throws { try await action.run("promote") }
    }

    struct Abort: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Give all traffic back to the release that was to be replaced.")

        @OptionGroup var action: RolloutAction

        func run() async throws { try await action.run("abort") }
    }
}

/// Which rollout a command is about.
struct RolloutSubject: ParsableArguments {
    @Argument(help: "The service.")
    var service: String

    @Argument(help: "The number of the rollout; the last by default.")
    var id: Int?

    func rollout(_ client: ControlClient) async throws -> RolloutDocument {
        if let id { return try await client.rollout(id, of: service) }
        guard let last = try await client.rollouts(of: service).first else {
            throw CommandFailure(
                .unknownRollout, "'\(service)' has no rollout yet; begin one with `meridian rollout start \(service)`")
        }
        return last
    }
}

/// The options of what changes a rollout.
struct RolloutAction: ParsableArguments {
    @OptionGroup var subject: RolloutSubject
    @OptionGroup var control: ControlOptions
    @OptionGroup var platform: DataDirectoryOption
    @OptionGroup var answer: OutputOptions

    func run(_ action: String) async throws {
        let client = try control.client(dataDirectory: platform.data)
        let rollout = try await subject.rollout(client)
        let changed = try await client.change(rollout, action)
        RolloutText.show(changed, asJSON: answer.json)
    }
}
