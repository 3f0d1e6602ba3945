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
    /// What goes wrong at start-up becomes one line on standard error, and the exit status 1.
    public static func main() async {
        do {
            switch try Host.chosen(by: .process) {
            case .worker: try await WorkerHost.run(AssembledApp(logs: .records) { Self() })
            case .manifest: try printManifest(of: AssembledApp { Self() }.table)
            case .app: try await AppHost.run(AssembledApp { Self() })
            case .lambda: try await LambdaHost.run { () throws(MeridianError) in try AssembledApp { Self() } }
            case .functionCompute: try await FunctionComputeHost.run(AssembledApp { Self() })
            case .knative: try await KnativeHost.run(AssembledApp { Self() })
            case .openWhisk: try await OpenWhiskHost.run(AssembledApp { Self() })
            case .azure: try await AzureHost.run(AssembledApp { Self() })
            }
        } catch let error as MeridianError {
            fail(error.description)
        } catch {
            fail("\(ErrorCode.invalidApp): the app could not start: \(error)")
        }
    }

    private static func printManifest(of table: FunctionTable) throws {
        StandardStream.print(String(buffer: try JSON.encodeSorted(DeclaredFunctions(functions: table.manifest))))
    }

    private static func fail(_ message: String) -> Never {
        StandardStream.complain(String(message.map { $0.isNewline ? " " : $0 }))
        exit(1)
    }
}

/// What `MERIDIAN_HOST=manifest` prints.
private struct DeclaredFunctions: Encodable {
    var functions: [FunctionManifest]
}
