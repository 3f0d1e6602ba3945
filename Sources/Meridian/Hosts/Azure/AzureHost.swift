import MeridianCore

/// Serves the Azure Functions host as its custom handler: an HTTP server on the port that it names.
enum AzureHost {
    static func run(_ app: AssembledApp) async throws {
        try await AppHost.serve(app, on: server(app, app.environment))
    }

    static func server(_ app: AssembledApp, _ environment: Environment) throws(MeridianError) -> AppServer {
        let configuration = try AppConfiguration(environment, port: ["FUNCTIONS_CUSTOMHANDLER_PORT"], or: 8080)
        return try AppServer(app.table(for: .azure), configuration: configuration, firesTimers: false) {
            AzureHandler($0)
        }
    }
}
