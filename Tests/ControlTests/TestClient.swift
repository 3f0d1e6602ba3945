import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1

/// A client that sends as many requests at a time as it is asked to, each on a connection of its own, and says at once
/// when nobody listens.
enum TestClient {
    struct Answer: Sendable {
        var status: Int
        var fields: HTTPHeaders
        var body: Data
        var text: String { String(decoding: body, as: UTF8.self) }

        func document<Document: Decodable>(_ type: Document.Type) throws -> Document {
            try JSONDecoder().decode(type, from: body)
        }
    }

    private static let client: HTTPClient = {
        var configuration = HTTPClient.Configuration(redirectConfiguration: .disallow)
        configuration.connectionPool.retryConnectionEstablishment = false
        configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = 1_000
        // A connection that is kept may be closed by the server just when it is used again. Asked to close it with its
        // answer, the client would take what it still sends as failed, and the answer with it.
        configuration.connectionPool.idleTimeout = .zero
        return HTTPClient(configuration: configuration)
    }()

    static func send(
        _ method: String, _ url: String, fields: [String: String] = [:], body: Data? = nil,
        timeout: TimeAmount = .seconds(60)
    ) async throws -> Answer {
        var request = HTTPClientRequest(url: url)
        request.method = HTTPMethod(rawValue: method)
        for (name, value) in fields { request.headers.add(name: name, value: value) }
        if let body { request.body = .bytes(body) }
        let response = try await client.execute(request, timeout: timeout)
        let body = try await response.body.collect(upTo: .max)
        return Answer(
            status: Int(response.status.code), fields: response.headers, body: Data(body.readableBytesView))
    }

    /// Sends a request whose answer is read as it comes.
    static func open(_ url: String, fields: [String: String] = [:]) async throws -> HTTPClientResponse {
        var request = HTTPClientRequest(url: url)
        for (name, value) in fields { request.headers.add(name: name, value: value) }
        return try await client.execute(request, timeout: .seconds(60))
    }
}
