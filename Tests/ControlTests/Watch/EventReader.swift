import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1
import Testing

@testable import Control

/// Reads a `text/event-stream` as a client does. Letting go of it closes the connection.
struct EventReader {
    struct Event {
        var id: String?
        var event = ""
        var data = ""

        func document<Document: Decodable>(_ type: Document.Type) throws -> Document {
            try JSONDecoder().decode(type, from: Data(data.utf8))
        }
    }

    private var parts: HTTPClientResponse.Body.AsyncIterator
    private var unread: [UInt8] = []
    /// Comments that came so far.
    private(set) var heartbeats = 0

    init(_ response: HTTPClientResponse) {
        parts = response.body.makeAsyncIterator()
    }

    /// The next event; `nil` when the stream is over.
    mutating func next() async throws -> Event? {
        var event = Event()
        while let line = try await line() {
            if line.isEmpty {
                if !event.event.isEmpty { return event }
                continue
            }
            if line.hasPrefix(":") {
                heartbeats += 1
                continue
            }
            let field = try #require(line.firstRange(of: ": "))
            let value = String(line[field.upperBound...])
            switch line[..<field.lowerBound] {
            case "id": event.id = value
            case "event": event.event = value
            case "data": event.data += value
            default: Issue.record("an event has the field '\(line)'")
            }
        }
        return nil
    }

    /// Waits for comments; events are passed by.
    mutating func waitForHeartbeats(_ count: Int) async throws {
        while heartbeats < count {
            let line = try #require(try await line(), "the stream ended")
            if line.hasPrefix(":") { heartbeats += 1 }
        }
    }

    private mutating func line() async throws -> String? {
        while true {
            if let end = unread.firstIndex(of: UInt8(ascii: "\n")) {
                defer { unread.removeFirst(end + 1) }
                return String(decoding: unread[..<end], as: UTF8.self)
            }
            guard let part = try await parts.next() else { return nil }
            unread += Array(part.readableBytesView)
        }
    }
}

extension RunningPlatform {
    /// Opens a stream of events.
    /// - Parameters:
    ///   - token: The owner's when left out.
    ///   - last: What was read last.
    func events(_ path: String, token: String? = nil, after last: String? = nil) async throws -> EventReader {
        var fields = ["Authorization": "Bearer \(token ?? platform.token.value)", "Accept": "text/event-stream"]
        fields["Last-Event-ID"] = last
        let response = try await TestClient.open(addresses.control + path, fields: fields)
        try #require(response.status == .ok)
        #expect(response.headers.first(name: "content-type") == "text/event-stream")
        return EventReader(response)
    }
}
