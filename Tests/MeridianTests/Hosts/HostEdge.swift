import MeridianCore
import NIOCore

@testable import Meridian

/// A platform as the outside world sees it: takes what is asked of functions, brings it to the host in the platform's own
/// form, and reads the answer out of the platform's own form.
protocol HostEdge: Sendable {
    func request(
        _ method: HTTPMethod, _ target: String, fields: [(String, String)], body: ByteBuffer
    ) async throws -> EdgeAnswer

    /// - Returns: What went wrong; `nil` when nothing did.
    func fire(timer: String, payload: String) async throws -> String?

    /// - Returns: What went wrong; `nil` when nothing did.
    func send(type: String, source: String, data: String) async throws -> String?

    /// - Returns: What went wrong; `nil` when nothing did.
    func deliver(_ bodies: [String], queue: String) async throws -> String?
}

extension HostEdge {
    func get(_ target: String, _ fields: [(String, String)] = []) async throws -> EdgeAnswer {
        try await request(.get, target, fields: fields, body: ByteBuffer())
    }

    func post(_ target: String, _ body: ByteBuffer, type: String = "application/octet-stream") async throws
        -> EdgeAnswer
    {
        try await request(.post, target, fields: [("content-type", type)], body: body)
    }
}

struct Unexpected: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}
