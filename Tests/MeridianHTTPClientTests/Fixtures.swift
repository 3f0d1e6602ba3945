import Meridian
import MeridianHTTPClient
import MeridianTesting

struct Item: Codable, Equatable {
    var id: Int
    var name: String
}

/// An app whose one function calls whatever the test asks for.
struct CallingApp: FunctionApp {
    typealias Call = @Sendable (HTTPClients, Context) async throws -> String

    let settings: Configuration
    let call: Call
    @Inject var clients: HTTPClients

    init() {
        self.init([:]) { _, _ in "" }
    }

    init(_ settings: Configuration, _ call: @escaping Call) {
        self.settings = settings
        self.call = call
    }

    var plugins: [any Plugin] { [HTTPClientPlugin(clients: "stock")] }
    var configuration: Configuration { settings }
    var functions: some FunctionGroup {
        Function("call", .get("/"), options: FunctionOptions(timeout: 20)) { [self] _, context in
            try await call(clients, context)
        }
    }
}

let base = "http://stock.example/v1"

/// Lets a function use the client `stock` over a fake network.
func calling(
    _ network: FakeHTTPTransport, _ settings: [String: JSONValue] = [:], headers: HTTPFields = HTTPFields(),
    _ call: @escaping @Sendable (HTTPClient) async throws -> String
) async throws -> TestAnswer {
    var configuration: Configuration = ["httpClients.stock.baseURL": .string(base)]
    for (key, value) in settings { configuration["httpClients.stock." + key] = value }
    let app = try TestApp {
        $0.override((any HTTPClientTransport).self) { network }
    } app: {
        CallingApp(configuration) { clients, context in try await call(clients.client("stock", for: context)) }
    }
    let answer = try await app.request(.get, "/", headers: headers)
    await app.stop()
    return answer
}
