import Foundation
import HTTPTransport
import Logging
import MeridianCore
import NIOCore
import NIOPosix
import Testing

@testable import Control

/// A platform on ports that the system picked, and a client for it.
struct RunningPlatform: Sendable {
    typealias Answer = TestClient.Answer

    let platform: Platform
    let addresses: Platform.Addresses
    /// A directory for the test's own files, the data directory in it.
    let folder: String

    /// Runs `body` with a platform and ends it afterwards.
    static func with<Result: Sendable>(
        in folder: String, configure: (inout PlatformConfiguration) -> Void = { _ in },
        _ body: (RunningPlatform) async throws -> Result
    ) async throws -> Result {
        var configuration = PlatformConfiguration(
            dataDirectory: folder + "/data", gateway: try ListenAddress("127.0.0.1:0"),
            control: try ListenAddress("127.0.0.1:0"))
        configuration.defaultService = FixturePackage.service
        configuration.drainGrace = .seconds(5)
        configure(&configuration)
        let platform = try Platform(
            configuration: configuration, group: NIOSingletons.posixEventLoopGroup,
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        let result: Swift.Result<Result, any Error>
        do {
            let addresses = try await platform.start()
            result = .success(
                try await body(RunningPlatform(platform: platform, addresses: addresses, folder: folder)))
        } catch {
            result = .failure(error)
        }
        await platform.shutdown()
        return try result.get()
    }

    static func with<Result: Sendable>(
        configure: (inout PlatformConfiguration) -> Void = { _ in },
        _ body: (RunningPlatform) async throws -> Result
    ) async throws -> Result {
        try await withTemporaryDirectory { try await with(in: $0, configure: configure, body) }
    }

    /// Calls the control API.
    func control(
        _ method: String, _ path: String, token: String?? = nil, fields: [String: String] = [:], body: Data? = nil
    ) async throws -> Answer {
        var fields = fields
        let token: String? = token ?? platform.token.value
        if let token { fields["Authorization"] = "Bearer \(token)" }
        return try await TestClient.send(method, addresses.control + path, fields: fields, body: body)
    }

    /// Calls a function through the gateway.
    /// - Parameter host: Whom to ask; the default service otherwise.
    func get(_ path: String, host: String? = nil, fields: [String: String] = [:]) async throws -> Answer {
        var fields = fields
        if let host { fields["Host"] = host }
        return try await TestClient.send("GET", addresses.gateway + path, fields: fields, timeout: .seconds(30))
    }

    /// Sends something to the gateway's listener.
    func post(_ path: String, token: String?, fields: [String: String] = [:], body: Data) async throws -> Answer {
        var fields = fields
        if let token { fields["Authorization"] = "Bearer \(token)" }
        return try await TestClient.send("POST", addresses.gateway + path, fields: fields, body: body)
    }

    /// The release that answers, as its environment tells.
    func release(host: String? = nil, fields: [String: String] = [:]) async throws -> String {
        try await get("/environment/RELEASE", host: host, fields: fields).text
    }

    /// Sends a package of the fixture.
    func deploy(
        environment: [String: String] = [:], query: String = "", _ change: (inout Manifest) -> Void = { _ in }
    ) async throws -> Answer {
        try await deploy(package(environment: environment, change), query: query)
    }

    func deploy(
        _ package: Data, to service: String = "fixture", query: String = "", fields: [String: String] = [:]
    ) async throws -> Answer {
        try await control(
            "POST", "/v1/services/\(service)/releases\(query)",
            fields: fields.merging(["content-type": "application/zip"]) { $1 }, body: package)
    }

    /// A package of the fixture.
    func package(
        service: ServiceName = FixturePackage.service, environment: [String: String] = [:],
        _ change: (inout Manifest) -> Void = { _ in }
    ) throws -> Data {
        let path = folder + "/\(UUID().uuidString).zip"
        try FixturePackage.write(to: path, environment: environment, service: service, change)
        return try Data(contentsOf: URL(fileURLWithPath: path))
    }

    /// Publishes releases 1 to `count`, each of which answers its number, and makes the first one live.
    func publish(_ count: Int) async throws {
        for number in 1...count {
            let answer = try await deploy(
                environment: ["RELEASE": "\(number)"], query: number == 1 ? "" : "?promote=false")
            try #require(answer.status == 201, "\(answer.text)")
        }
    }

    /// Sends a document to the control API.
    func send(
        _ method: String, _ path: String, _ document: some Encodable, fields: [String: String] = [:]
    ) async throws -> Answer {
        try await control(
            method, path, fields: fields.merging(["content-type": "application/json"]) { $1 },
            body: JSONEncoder().encode(document))
    }

    /// Fires a function by hand.
    func invoke(_ function: String, _ wish: InvocationDocument) async throws -> Answer {
        try await control(
            "POST", "/v1/services/fixture/functions/\(function)/invocations",
            fields: ["content-type": InvocationDocument.contentType], body: try JSONEncoder().encode(wish))
    }
}
