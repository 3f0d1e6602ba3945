import Foundation
import MeridianCore
import Testing

@testable import Control

/// `meridian serve` in a process of its own.
final class PlatformProcess: Sendable {
    private struct Ready: Decodable {
        var gateway: String
        var control: String
    }

    private let ready: Ready
    private let token: String
    private let program: ChildProgram

    init(data: String) throws {
        program = try ChildProgram(
            "meridian",
            [
                "serve", "--data", data, "--listen", "127.0.0.1:0", "--control", "127.0.0.1:0", "--default-service",
                "fixture", "--sandbox", "none", "--json",
            ])
        ready = try JSONDecoder().decode(Ready.self, from: Data(program.firstLine.utf8))
        token = try String(contentsOfFile: data + "/" + OwnerToken.fileName, encoding: .utf8)
            .trimmingCharacters(in: .newlines)
    }

    func kill() { program.kill() }

    /// - Throws: Also for an answer that is none of success.
    func control(_ method: String, _ path: String, body: Data? = nil) async throws -> Data {
        try await send(method, ready.control + path, fields: ["Authorization": "Bearer \(token)"], body: body)
    }

    /// Sends a document.
    func control(_ method: String, _ path: String, sending document: some Encodable) async throws -> Data {
        try await control(method, path, body: try JSONEncoder().encode(document))
    }

    /// Reads a document.
    func document<Document: Decodable>(_ type: Document.Type, _ path: String) async throws -> Document {
        try JSONDecoder().decode(type, from: try await control("GET", path))
    }

    func get(_ path: String) async throws -> Data {
        try await send("GET", ready.gateway + path)
    }

    private func send(
        _ method: String, _ url: String, fields: [String: String] = [:], body: Data? = nil
    ) async throws -> Data {
        let answer = try await TestClient.send(method, url, fields: fields, body: body)
        guard (200..<300).contains(answer.status) else {
            throw MeridianError(.handlerFailed, "\(method) \(url) answered \(answer.status): \(answer.text)")
        }
        return answer.body
    }
}
