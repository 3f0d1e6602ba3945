import ArgumentParser
import Control
import Engine
import Foundation
import Gateway
import HTTPTransport
import MeridianCore
import NIOCore
import NIOPosix
import Specification

struct DevCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "dev", abstract: "Run a service from its sources and swap it on every change.",
        discussion: """
            Builds the service, runs it on a platform of its own and watches the sources. A change is built and \
            swapped in without failing a request; when it does not compile, the errors are shown and the code before \
            goes on serving. A secret that the service names is what the variable of the same name is here.
            """)

    @Argument(
        help: """
            The directory of the service: a Swift package with one executable, functions in JavaScript or TypeScript, \
            or a program as it is.
            """)
    var directory = "."

    @Option(help: "The port of the gateway on 127.0.0.1; 0 lets the system pick one.")
    var port = 7700

    @Option(help: "The port of the control API; by default the one after the gateway's.")
    var controlPort: Int?

    @Option(help: "The executable product, when the package has several.")
    var product: String?

    @Option(
        help: ArgumentHelp("Where SwiftPM keeps what it builds; .build in the package otherwise.", valueName: "dir"))
    var scratchPath: String?

    @Flag(help: "Build with optimisation, as `meridian build` does.")
    var release = false

    @OptionGroup var staging: StageOptions
    @OptionGroup var answer: OutputOptions

    func validate() throws {
        for (name, value) in [("--port", port), ("--control-port", controlPort ?? 0)]
        where !(0...65_535).contains(value) {
            throw ValidationError("\(name) \(value) is no port from 0 to 65535")
        }
    }

    func run() async throws {
        let directory = try ServiceDirectory(directory)
        let progress = answer.progress
        defer { progress.clear() }
        progress.step("reading \(directory.path)")
        let context = staging.context(standard: "dev")
        let other =
            try directory.foreignSpecification(context: context) ?? directory.scriptSpecification(context: context)
        let package = other == nil ? try await SwiftPackage.describe(directory.path, product: product) : nil
        let specification = try other ?? directory.specification(product: package?.product ?? "", context: context)
        let service = specification.service
        progress.tell(specification.warnings)
        let folder = FileManager.default.temporaryDirectory.appending(path: "meridian-dev-\(RequestID.make())")
        defer { try? FileManager.default.removeItem(at: folder) }

        let group = MultiThreadedEventLoopGroup(numberOfThreads: System.coreCount)
        let logger = CommandLogger.make(label: "meridian")
        let platform = try Platform(
            configuration: try configuration(service, stage: context.stage, folder: folder.path), group: group,
            logger: logger)
        let report = DevelopmentReport(isJSON: answer.json, progress: progress)
        let builder = ServiceBuilder(
            directory: directory, product: product, isDebug: !release, scratchPath: scratchPath, context: context,
            progress: progress)
        let cycle = DevelopmentCycle(
            package: package, builder: builder, platform: platform, workspace: folder.appending(path: "builds").path)
        let tokenFile = "\(folder.path)/data/\(OwnerToken.fileName)"
        try await PlatformSession(
            platform: platform, ready: { report.ready($0, tokenFile: tokenFile) },
            companion: DevelopmentSession(cycle: cycle, report: report)
        ).run(logger: logger)
        try? await group.shutdownGracefully()
    }

    private func configuration(
        _ service: ServiceName, stage: String, folder: String
    ) throws -> PlatformConfiguration {
        let controlPort = controlPort ?? (port == 0 || port == 65_535 ? 0 : port + 1)
        var configuration = PlatformConfiguration(
            dataDirectory: folder + "/data", gateway: ListenAddress(.host("127.0.0.1", port: port)),
            control: ListenAddress(.host("127.0.0.1", port: controlPort)))
        configuration.defaultService = service
        configuration.engine.stage = stage
        configuration.engine.isolateExecutable = InstalledProgram.isolate
        configuration.engine.secrets = EnvironmentSecrets(variables: ProcessInfo.processInfo.environment)
        configuration.gateway.accessLog = .entries
        configuration.gateway.tellsRoutes = true
        configuration.gateway.trustsCallers = true
        configuration.gateway.server.exposeErrors = true
        configuration.retainedReleases = 2
        configuration.drainGrace = .seconds(5)
        return configuration
    }
}
