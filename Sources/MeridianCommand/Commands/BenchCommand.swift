public import ArgumentParser
import Foundation
public import LoadGenerator
import MeridianCore
import NIOCore
import NIOPosix

struct BenchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bench", abstract: "Load a server, and tell how long people would have waited.",
        discussion: """
            Requests are sent when the plan says, whatever became of those before, and each is timed from when it was to \
            be sent. The most that one processor can send is the limit: look at "sent" beside what was wanted.

              meridian bench http://shop.localhost:7700/items/1 --rate 500 --duration 10
              meridian bench http://127.0.0.1:7700 --rate 100 --to-rate 2000 --duration 30 --chart
              meridian bench http://127.0.0.1:7700 --rate 200 --spike 2000 --duration 15
              meridian bench http://127.0.0.1:7700 --plan evening.json --csv evening.csv
            """)

    @Argument(help: ArgumentHelp("http://HOST:PORT/PATH.", valueName: "url"))
    var url: String

    @Option(help: ArgumentHelp("Requests a second.", valueName: "n"))
    var rate: Double?

    @Option(help: ArgumentHelp("Go evenly from --rate to this.", valueName: "n"))
    var toRate: Double?

    @Option(help: ArgumentHelp("Requests a second in the middle third of the time.", valueName: "n"))
    var spike: Double?

    @Option(help: ArgumentHelp("Seconds.", valueName: "s"))
    var duration: Double?

    @Option(
        help: ArgumentHelp(
            "Phases and a mix of requests from a JSON file, in place of the options above.", valueName: "file"))
    var plan: String?

    @Option(help: "The method.")
    var method = "GET"

    @Option(
        name: [.customShort("H"), .customLong("header")],
        help: ArgumentHelp("A field of every request; may be repeated.", valueName: "name:value"))
    var headers: [String] = []

    @Option(help: ArgumentHelp("The body of every request.", valueName: "text"))
    var body = ""

    @Option(help: ArgumentHelp("The most connections at a time.", valueName: "n"))
    var connections: Int?

    @Option(help: ArgumentHelp("Seconds after which a request counts as failed.", valueName: "s"))
    var timeout: Double?

    @Option(help: "Distances between requests: poisson or even.")
    var spacing: ArrivalSchedule.Spacing?

    @Option(help: ArgumentHelp("Write a line for each second to this file.", valueName: "file"))
    var csv: String?

    @Flag(help: "Draw what happened in each second.")
    var chart = false

    @Flag(help: "Load another machine than this one.")
    var allowRemote = false

    @OptionGroup var answer: OutputOptions

    func validate() throws {
        if plan != nil {
            guard rate == nil, toRate == nil, spike == nil, duration == nil, body.isEmpty, method == "GET" else {
                throw ValidationError("a --plan says itself what is sent when; give only one of both")
            }
        } else if rate == nil {
            throw ValidationError("say how much: --rate N, or --plan FILE")
        }
        if toRate != nil && spike != nil { throw ValidationError("--to-rate and --spike exclude each other") }
    }

    func run() async throws {
        let plan = try loadPlan()
        try plan.validate()
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let progress = answer.progress
        progress.step("loading \(url) for \(FunctionOptions.shown(plan.curve.seconds)) s")
        let recorder: LoadRecorder
        do {
            recorder = try await LoadGenerator(on: group.next()).run(plan) { number, second in
                progress.detail("\(number) s: \(second.good) good, \(second.shed) shed, \(second.failed) failed")
            }
        } catch {
            try? await group.shutdownGracefully()
            throw error
        }
        try? await group.shutdownGracefully()
        progress.clear()
        let report = LoadReport(plan, recorder)
        if let csv { try write(report.csv, to: csv) }
        if answer.json { return StandardOutput.line(CommandJSON.text(LoadDocument(plan, recorder))) }
        if chart { StandardOutput.write(report.chart()) }
        StandardOutput.write(report.table)
    }

    private func loadPlan() throws -> LoadPlan {
        let address = try LoadAddress(url)
        let fields = try address.fields(headers)
        let file = try self.plan.map { try LoadPlanFile(path: $0) }
        let only = LoadTarget(
            "\(method.uppercased()) \(address.path)", method: HTTPMethod(method.uppercased()), path: address.path,
            headers: fields, body: body)
        var load = LoadPlan(
            host: address.host, port: address.port, targets: file?.targets?.map { $0.target(fields) } ?? [only],
            curve: file.map(Self.phases) ?? curve(), allowsOtherMachines: allowRemote)
        if let spacing = spacing ?? file?.spacing { load.spacing = spacing }
        if let connections = connections ?? file?.connections { load.connections = connections }
        if let timeout = timeout ?? file?.timeout { load.timeout = timeout }
        if let seed = file?.seed { load.seed = seed }
        if let retries = file?.retries { load.retries = retries }
        return load
    }

    private static func phases(_ file: LoadPlanFile) -> RateCurve {
        RateCurve(file.phases.map { RateCurve.Piece(seconds: $0.seconds, from: $0.rate, to: $0.to ?? $0.rate) })
    }

    private func curve() -> RateCurve {
        let rate = rate ?? 0
        let seconds = duration ?? 10
        if let toRate { return .ramp(from: rate, to: toRate, seconds: seconds) }
        if let spike {
            return .spike(rate, to: spike, before: seconds / 3, during: seconds / 3, after: seconds / 3)
        }
        return .steady(rate, seconds: seconds)
    }

    private func write(_ text: String, to path: String) throws {
        do {
            try Data(text.utf8).write(to: URL(fileURLWithPath: path))
        } catch {
            throw CommandFailure(
                .unexpectedFailure, "'\(path)' can't be written: \(error.localizedDescription)", status: .systemFailure)
        }
    }
}

extension ArrivalSchedule.Spacing: ExpressibleByArgument {}
