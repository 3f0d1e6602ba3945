import Meridian
import NIOCore

/// Feeds the parser from the body of a request, as far as someone wants to know.
actor MultipartReader {
    private let stream: BodyStream
    private var parser: MultipartParser
    /// The part that is read, from 1.
    private var number = 0
    private var isInPart = false
    private var hasEnded = false

    init(_ stream: BodyStream, boundary: String, limits: MultipartLimits) {
        self.stream = stream
        parser = MultipartParser(boundary: boundary, limits: limits)
    }

    func nextPart() async throws -> Part? {
        while isInPart { _ = try await nextContent(of: number) }
        guard !hasEnded else { return nil }
        switch try await nextEvent() {
        case .part(let head):
            number += 1
            isInPart = true
            return Part(head: head, body: PartBody(reader: self, number: number))
        case .content, .partEnd, .end:
            hasEnded = true
            // What follows the closing boundary means nothing, but the caller still sends it.
            var iterator = stream.makeAsyncIterator()
            while let bytes = try await iterator.next() { try parser.append(bytes) }
            return nil
        }
    }

    func nextContent(of part: Int) async throws -> ByteBuffer? {
        guard part == number else {
            throw MeridianError(
                .partPassed, "part \(part) of the form is read after part \(number) was asked for; read it before")
        }
        guard isInPart else { return nil }
        if case .content(let bytes) = try await nextEvent() { return bytes }
        isInPart = false
        return nil
    }

    private func nextEvent() async throws -> MultipartParser.Event {
        var iterator = stream.makeAsyncIterator()
        while true {
            if let event = try parser.next() { return event }
            guard let bytes = try await iterator.next() else {
                try parser.finish()
                return .end
            }
            try parser.append(bytes)
        }
    }
}
