import Foundation
import HTTPTransport
import Logging
import MeridianCore
import NIOCore
import NIOPosix
import Testing

@testable import Control

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

/// A platform on ports that the system picked, and a client for it.
struct RunningPlatform: Sendable {
    struct Answer: Sendable {
        var status: Int
        var body: Data
        var text: String { String(decoding: body, as: UTF8.self) }

        func document<Document: Decodable>(_ type: Document.Type) throws -> Document {
            try JSONDecoder().decode(type, from: body)
        }
    }

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
        var request = URLRequest(url: URL(string: addresses.control + path)!)
        request.httpMethod = method
        request.httpBody = body
        request.timeoutInterval = 60
        for (name, value) in fields { request.setValue(value, forHTTPHeaderField: name) }
        let token: String? = token ?? platform.token.value
        if let token { request.setValue("Bearer \(token)", forHTTPHeaderField: "Authorization") }
        return try await send(request)
    }

    /// Calls a function through the gateway.
    /// - Parameter host: Whom to ask; the default service otherwise.
    func get(_ path: String, host: String? = nil, fields: [String: String] = [:]) async throws -> Answer {
        var request = URLRequest(url: URL(string: addresses.gateway + path)!)
        request.timeoutInterval = 30
        if let host { request.setValue(host, forHTTPHeaderField: "Host") }
        for (name, value) in fields { request.setValue(value, forHTTPHeaderField: name) }
        return try await send(request)
    }

    /// Sends something to the gateway's listener.
    func post(_ path: String, token: String?, fields: [String: String] = [:], body: Data) async throws -> Answer {
        var request = URLRequest(url: URL(string: addresses.gateway + path)!)
        request.httpMethod = "POST"
        request.httpBody = body
        for (name, value) in fields { request.setValue(value, forHTTPHeaderField: name) }
        if let token { request.setValue("Bearer \(token)", forHTTPHeaderField: "Authorization") }
        return try await send(request)
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
        environment: [String: String] = [:], _ change: (inout Manifest) -> Void = { _ in }
    ) throws -> Data {
        let path = folder + "/\(UUID().uuidString).zip"
        try FixturePackage.write(to: path, environment: environment, change)
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

    private func send(_ request: URLRequest) async throws -> Answer {
        let session = URLSession(configuration: .ephemeral)
        defer { session.finishTasksAndInvalidate() }
        let (data, response) = try await session.data(for: request)
        return Answer(status: (response as? HTTPURLResponse)?.statusCode ?? 0, body: data)
    }
}
