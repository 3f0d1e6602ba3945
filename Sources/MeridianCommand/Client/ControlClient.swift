import AsyncHTTPClient
import Control
import Foundation
import MeridianCore
import NIOCore
import NIOHTTP1
import NIOPosix

/// Speaks to a control API.
struct ControlClient: Sendable {
    /// Without a byte for so long a request is given up; a deployment waits for an instance to start.
    private static let patient = HTTPClient(waitingFor: .minutes(5))
    /// A followed log may say nothing for hours.
    static let following = HTTPClient(waitingFor: nil)

    let base: URL
    let token: OwnerToken

    struct Answer: Sendable {
        var status: Int
        var body: Data
    }

    /// - Parameter path: Percent-encoded, with a leading slash.
    func request(_ method: String, _ path: String, query: [(String, String?)] = []) -> HTTPClientRequest {
        var components = URLComponents(url: base, resolvingAgainstBaseURL: false)!
        components.percentEncodedPath = path
        let items = query.compactMap { name, value in value.map { URLQueryItem(name: name, value: $0) } }
        if !items.isEmpty { components.queryItems = items }
        var request = HTTPClientRequest(url: components.url!.absoluteString)
        request.method = .init(rawValue: method)
        request.headers.add(name: "authorization", value: "Bearer \(token.value)")
        return request
    }

    /// Sends a request and reads a document.
    /// - Throws: ``CommandFailure`` when nothing answers, or with the problem that was answered.
    func document<Document: Decodable>(
        _ type: Document.Type, _ method: String, _ path: String, query: [(String, String?)] = [],
        contentType: String? = nil, fields: [String: String] = [:], body: Data? = nil
    ) async throws -> Document {
        var request = request(method, path, query: query)
        if let body { request.body = .bytes(body) }
        if let contentType { request.headers.add(name: "content-type", value: contentType) }
        for (name, value) in fields { request.headers.add(name: name, value: value) }
        return try decode(type, from: try await send(request))
    }

    /// Sends a document as JSON and reads another.
    func document<Document: Decodable>(
        _ type: Document.Type, _ method: String, _ path: String, fields: [String: String] = [:],
        sending body: some Encodable
    ) async throws -> Document {
        try await document(
            type, method, path, contentType: "application/json", fields: fields, body: Data(CommandJSON.text(body).utf8)
        )
    }

    /// Sends a request whose answer has nothing to read.
    /// - Throws: ``CommandFailure`` when nothing answers, or with the problem that was answered.
    func perform(_ method: String, _ path: String) async throws {
        _ = try await send(request(method, path))
    }

    /// A text as a segment of a path.
    static func segment(_ text: String) -> String {
        text.addingPercentEncoding(withAllowedCharacters: .alphanumerics.union(.init(charactersIn: "-._~"))) ?? ""
    }

    /// Sends a file and reads a document.
    func upload<Document: Decodable>(
        _ type: Document.Type, file: String, to path: String, query: [(String, String?)] = [], contentType: String,
        fields: [(String, String)] = []
    ) async throws -> Document {
        var request = request("POST", path, query: query)
        request.headers.add(name: "content-type", value: contentType)
        for (name, value) in fields { request.headers.add(name: name, value: value) }
        request.body = .bytes(try Data(contentsOf: URL(fileURLWithPath: file), options: .mappedIfSafe))
        return try decode(type, from: try await send(request))
    }

    private func send(_ request: HTTPClientRequest) async throws -> Data {
        let status: Int
        let body: ByteBuffer
        do {
            let response = try await Self.patient.execute(request, deadline: .distantFuture)
            status = Int(response.status.code)
            body = try await response.body.collect(upTo: .max)
        } catch {
            throw unreachable(error)
        }
        guard (200..<300).contains(status) else { throw problem(status: status, body: body) }
        return Data(body.readableBytesView)
    }

    private func decode<Document: Decodable>(_ type: Document.Type, from data: Data) throws -> Document {
        do {
            return try CommandJSON.decode(type, from: data)
        } catch {
            throw CommandFailure(
                .unexpectedAnswer, "\(base) is no control API of this version: its answer can't be read (\(error))")
        }
    }

    /// The failure that an answer with an error status stands for.
    func problem(status: Int, body: ByteBuffer) -> CommandFailure {
        guard let problem = try? CommandJSON.decode(ProblemDocument.self, from: Data(body.readableBytesView)),
            let code = problem.code.flatMap({ ErrorCode($0) })
        else {
            return CommandFailure(
                .unexpectedAnswer, "\(base) answered \(status) and is no control API",
                status: status == 401 ? .unauthorized : nil)
        }
        return CommandFailure(
            code, problem.detail, status: [401, 403].contains(status) ? .unauthorized : nil,
            requestID: problem.requestId)
    }

    func unreachable(_ error: any Error) -> any Error {
        if error is CancellationError { return error }
        let silent: [HTTPClientError] = [.readTimeout, .deadlineExceeded]
        let absent: [HTTPClientError] = [.remoteConnectionClosed, .connectTimeout]
        let known = error as? HTTPClientError
        let hint =
            if error is NIOConnectionError || error is IOError || known.map(absent.contains) == true {
                "nothing answers at \(base); start it with `meridian serve`, or name another with --to"
            } else if known.map(silent.contains) == true {
                "\(base) did not answer in time"
            } else {
                "\(base) can't be reached: \(error)"
            }
        return CommandFailure(.unreachable, hint)
    }
}

extension HTTPClient {
    /// - Parameter silence: Time without a byte of the answer after which a request fails; `nil` is no limit.
    fileprivate convenience init(waitingFor silence: TimeAmount?) {
        var configuration = HTTPClient.Configuration(timeout: .init(connect: .seconds(10), read: silence))
        configuration.connectionPool.retryConnectionEstablishment = false
        self.init(configuration: configuration)
    }
}
