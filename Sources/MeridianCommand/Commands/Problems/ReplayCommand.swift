import ArgumentParser
import Control
import Foundation
import MeridianCore
import Traces

struct ReplayCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "replay", abstract: "Send a captured request again, and compare the answers.",
        discussion: """
            Requests that failed or were slow are captured. Header fields with secrets are not kept, so they are missing \
            when it is sent again. The function runs as it did: what it changes, it changes again.

              meridian replay REQUEST-ID
              meridian replay REQUEST-ID --to 4

            `--to NUMBER` is the same as `--release NUMBER`; with a URL it is the control API, as everywhere.
            """)

    @Argument(help: ArgumentHelp("The request, as `meridian traces` lists it.", valueName: "request-id"))
    var id: String

    @Option(
        name: .customLong("release"),
        help: ArgumentHelp("The release that gets it; the live one otherwise.", valueName: "number"))
    var release: Int?

    @Option(help: ArgumentHelp("The service, when several took part in the trace.", valueName: "name"))
    var service: String?

    @OptionGroup var control: ControlOptions
    @OptionGroup var platform: DataDirectoryOption
    @OptionGroup var answer: OutputOptions

    /// `--to` names a release or, as for every command, a platform.
    private var releaseOfTo: Int? { control.to.flatMap { Int($0) } }

    var chosenRelease: Int? { release ?? releaseOfTo }

    func validate() throws {
        if release != nil, releaseOfTo != nil { throw ValidationError("--release and --to both name a release") }
        if let to = control.to, releaseOfTo == nil, !to.contains("://") {
            throw ValidationError("--to '\(to)' is neither the number of a release nor the URL of a control API")
        }
    }

    func run() async throws {
        var control = control
        if releaseOfTo != nil { control.to = nil }
        let client = try control.client(dataDirectory: platform.data)
        let replay = try await client.document(
            ReplayDocument.self, "POST", "/v1/services/\(try await owner(client))/replays",
            sending: ReplayWishDocument(request: id, release: chosenRelease))
        StandardOutput.line(answer.json ? CommandJSON.text(replay) : ReplayText.render(replay))
    }

    /// The service of the captured request.
    private func owner(_ client: ControlClient) async throws -> ServiceName {
        if let service { return try ServiceName(argument: service) }
        let trace = try await client.document(TraceDocument.self, "GET", "/v1/traces/\(ControlClient.segment(id))")
        guard let span = trace.spans.last(where: { $0.capture != nil }) ?? trace.spans.last else {
            throw CommandFailure(.unknownTrace, "nothing is kept of the request '\(id)'")
        }
        return span.service
    }
}
