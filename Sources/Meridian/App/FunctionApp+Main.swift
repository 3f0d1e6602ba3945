import Dispatch
import JSONCodec
import MeridianCore
import NIOCore

#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

extension FunctionApp {
    /// Finds out from the environment where the program runs, and serves.
    ///
    /// - With `MERIDIAN_WIRE_FD` it is a worker of a platform.
    /// - With `MERIDIAN_HOST=manifest` it prints what it declares as JSON and exits; nothing is started.
    /// - Where AWS Lambda, Function Compute, Knative, OpenWhisk or Azure Functions have set their variables, or
    ///   `MERIDIAN_HOST` names one of them, it serves that platform.
    /// - Otherwise it is an ordinary HTTP app; see `AppConfiguration` for its settings.
    ///
    /// `MERIDIAN_TIMELINE=1` prints when what happened at start-up.
    ///
    /// What goes wrong at start-up becomes one line on standard error, and the exit status 1. Otherwise the program ends with
    /// status 0 once it has served. `@main` calls this, on the main thread, where it stays.
    public static func main() {
        do {
            switch try Host.chosen(by: .process) {
            case .manifest: try printManifest(of: AssembledApp { Self() }.table)
            case .worker:
                MainLoop.run { eventLoop in
                    await end { try await WorkerHost.run(AssembledApp(logs: .records) { Self() }, on: eventLoop) }
                }
            case .lambda:
                MainLoop.run { eventLoop in
                    await end {
                        try await LambdaHost.run(on: eventLoop) { () throws(MeridianError) in
                            try AssembledApp { Self() }
                        }
                    }
                }
            case .app: begin { try await AppHost.run(AssembledApp { Self() }) }
            case .functionCompute: begin { try await FunctionComputeHost.run(AssembledApp { Self() }) }
            case .knative: begin { try await KnativeHost.run(AssembledApp { Self() }) }
            case .openWhisk: begin { try await OpenWhiskHost.run(AssembledApp { Self() }) }
            case .azure: begin { try await AzureHost.run(AssembledApp { Self() }) }
            }
        } catch {
            fail(error)
        }
    }

    /// Serves with threads of the host's own.
    private static func begin(_ serve: @escaping @Sendable () async throws -> Void) -> Never {
        Task { await end(serve) }
        dispatchMain()
    }

    /// Ends the program once it has served, or could not.
    private static func end(_ serve: () async throws -> Void) async -> Never {
        do { try await serve() } catch { fail(error) }
        exit(0)
    }

    private static func printManifest(of table: FunctionTable) throws {
        StandardStream.print(String(buffer: try JSON.encodeSorted(DeclaredFunctions(functions: table.manifest))))
    }

    private static func fail(_ error: any Error) -> Never {
        let message =
            (error as? MeridianError)?.description ?? "\(ErrorCode.invalidApp): the app could not start: \(error)"
        StandardStream.complain(String(message.map { $0.isNewline ? " " : $0 }))
        exit(1)
    }
}

/// What `MERIDIAN_HOST=manifest` prints.
private struct DeclaredFunctions: Encodable {
    var functions: [FunctionManifest]
}
