import ArgumentParser
import Control
import Engine
import Foundation
import Gateway
import HTTPTransport
import Logging
import MeridianCore
import NIOCore
import NIOPosix
import Traces

struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve", abstract: "Run a platform: the gateway, the engine and the control API.",
        discussion: """
            The owner's token is written to owner.token in the data directory; `deploy`, `invoke` and the others find \
            it there. SIGTERM and SIGINT let requests finish before the platform ends.
            """)

    @Option(help: ArgumentHelp("Where the platform keeps packages and its token.", valueName: "dir"))
    var data = ControlOptions.defaultDataDirectory

    @Option(help: ArgumentHelp("Where requests to functions are taken.", valueName: "addr"))
    var listen = "127.0.0.1:7700"

    @Option(
        help: ArgumentHelp(
            "Where requests to functions are taken by HTTPS, for the domains that `meridian domain add` gave a "
                + "certificate.", valueName: "addr"))
    var listenTLS: String?

    @Option(help: ArgumentHelp("Where the control API listens.", valueName: "addr"))
    var control = "127.0.0.1:7701"

    @Option(help: ArgumentHelp("The service that answers hosts other than SERVICE.localhost.", valueName: "name"))
    var defaultService: String?

    @Option(
        help: ArgumentHelp(
            "What MERIDIAN_STAGE is for functions; by default what it is for the platform, or production.",
            valueName: "name"))
    var stage: String?

    @Option(
        help: ArgumentHelp(
            "Threads that serve requests; half the processors otherwise, since workers need the others.", valueName: "n"
        ))
    var eventLoops: Int?

    @Option(
        help: ArgumentHelp(
            "Where requests are written down: none, entries (among the log lines), or a file.", valueName: "where"))
    var accessLog = "none"

    @Option(
        help: ArgumentHelp(
            "Whether workers are set apart from the machine: auto (where it works), required or none.",
            valueName: "how"))
    var sandbox = SandboxChoice.auto

    @Flag(
        help: """
            Callers may say by x-meridian-criticality, -origin and -user who they are and how much a request matters; \
            only where nobody else reaches the gateway, or behind a proxy that sets these fields.
            """)
    var trustCallers = false

    @Option(help: ArgumentHelp("As metrics name where this platform runs.", valueName: "name"))
    var unit = "main"

    @Flag(inversion: .prefixedNo, help: "Take requests down as spans, see `meridian traces`.")
    var traces = true

    @Option(
        name: .customLong("redact-header"),
        help: ArgumentHelp(
            "A header field that is never kept with a captured request, beside those with credentials; may be repeated.",
            valueName: "name"))
    var redactedHeaders: [String] = []

    @Option(
        help: ArgumentHelp(
            "Send traces, logs and metrics to this OpenTelemetry collector, by OTLP/HTTP in JSON.", valueName: "url"))
    var otlp: String?

    @Option(
        help: ArgumentHelp(
            "Seconds that requests and deliveries have to finish when the platform ends.", valueName: "s"))
    var drain = 30

    @OptionGroup(title: "What is kept") var kept: KeepOptions
    @OptionGroup var answer: OutputOptions

    func validate() throws {
        if let eventLoops, !(1...1_024).contains(eventLoops) {
            throw ValidationError("--event-loops must be from 1 to 1024")
        }
        if let defaultService, ServiceName(defaultService) == nil {
            throw ValidationError("--default-service '\(defaultService)' is no service name: \(ServiceName.rule)")
        }
        if let stage, stage.isEmpty { throw ValidationError("--stage must not be empty") }
        guard (0...3_600).contains(drain) else { throw ValidationError("--drain must be from 0 to 3600 seconds") }
    }

    private struct Document: Encodable {
        var gateway: String
        var secure: String?
        var control: String
        var data: String
        var pid: Int32
    }

    func run() async throws {
        var configuration = PlatformConfiguration(
            dataDirectory: data, gateway: try ListenAddress(listen), control: try ListenAddress(control))
        configuration.defaultService = defaultService.flatMap { ServiceName($0) }
        if let stage = stage ?? ProcessInfo.processInfo.environment["MERIDIAN_STAGE"], !stage.isEmpty {
            configuration.engine.stage = stage
        }
        configuration.gateway.secureServer = try listenTLS.map {
            HTTPServerConfiguration(address: try ListenAddress($0))
        }
        configuration.drainGrace = .seconds(Int64(drain))
        configuration.gateway.accessLog =
            switch accessLog {
            case "none": .none
            case "entries": .entries
            default: .file(accessLog)
            }
        configuration.gateway.trustsCallers = trustCallers
        configuration.gateway.unit = unit
        configuration.traces.isOn = traces
        configuration.otlp = otlp
        configuration.traces.redactedFields = redactedHeaders
        kept.apply(to: &configuration)
        configuration.engine.isolateExecutable = InstalledProgram.isolate
        configuration.engine.sandbox = try sandbox.find()
        let group = MultiThreadedEventLoopGroup(numberOfThreads: eventLoops ?? max(1, System.coreCount / 2))
        let logger = CommandLogger.make(label: "meridian")
        let platform = try Platform(configuration: configuration, group: group, logger: logger)
        try await PlatformSession(platform: platform, ready: announce).run(logger: logger)
        try? await group.shutdownGracefully()
    }

    private func announce(_ addresses: Platform.Addresses) {
        guard !answer.json else {
            StandardOutput.line(
                CommandJSON.text(
                    Document(
                        gateway: addresses.gateway, secure: addresses.secure, control: addresses.control, data: data,
                        pid: ProcessInfo.processInfo.processIdentifier)))
            return
        }
        StandardOutput.line("gateway  \(addresses.gateway)")
        if let secure = addresses.secure { StandardOutput.line("https    \(secure)") }
        StandardOutput.line("control  \(addresses.control)  (token in \(data)/\(OwnerToken.fileName))")
    }
}
