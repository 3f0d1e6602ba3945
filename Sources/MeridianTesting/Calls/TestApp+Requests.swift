import JSONCodec
public import Meridian
public import NIOCore

extension TestApp {
    /// Sends a request through the routes of the service.
    /// - Parameters:
    ///   - method: The method.
    ///   - target: Path and query, percent-encoded, such as `/items/7?full=true`.
    ///   - headers: Header fields.
    ///   - body: The whole body.
    /// - Returns: Whatever answers, be it 404.
    /// - Throws: `MeridianError` when the app can't start, or a streaming answer was cut before its end.
    public func request(
        _ method: HTTPMethod, _ target: String, headers: HTTPFields = HTTPFields(), body: ByteBuffer
    ) async throws -> TestAnswer {
        try await start()
        let head = RequestHead(method: method, target: target, fields: headers)
        return try await TestAnswer(
            withCheckedContinuation { continuation in
                routes.call(head, body: body, on: eventLoop) { continuation.resume(returning: $0) }
            })
    }

    /// Sends a request with text, or nothing, as its body.
    /// - Throws: `MeridianError` when a streaming answer was cut before its end.
    public func request(
        _ method: HTTPMethod, _ target: String, headers: HTTPFields = HTTPFields(), body: String = ""
    ) async throws -> TestAnswer {
        try await request(method, target, headers: headers, body: ByteBuffer(string: body))
    }

    /// Sends a request with a value as its JSON body.
    /// - Throws: What encoding throws, and `MeridianError` when a streaming answer was cut before its end.
    public func request(
        _ method: HTTPMethod, _ target: String, headers: HTTPFields = HTTPFields(), json: some Encodable
    ) async throws -> TestAnswer {
        var headers = headers
        if !headers.contains("content-type") { headers.append("content-type", "application/json") }
        return try await request(method, target, headers: headers, body: JSON.encode(json))
    }
}
