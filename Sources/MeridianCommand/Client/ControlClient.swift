import Control
import Foundation
import MeridianCore

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

/// Speaks to a control API.
struct ControlClient: Sendable {
    /// Seconds without a byte after which a request is given up; a deployment waits for an instance to start.
    private static let timeout = 300.0

    let base: URL
    let token: OwnerToken

    struct Answer: Sendable {
        var status: Int
        var body: Data
    }

    /// - Parameter path: Percent-encoded, with a leading slash.
    func request(_ method: String, _ path: String, query: [(String, String?)] = []) -> URLRequest {
        var components = URLComponents(url: base, resolvingAgainstBaseURL: false)!
        components.percentEncodedPath = path
        let items = query.compactMap { name, value in value.map { URLQueryItem(name: name, value: $0) } }
        if !items.isEmpty { components.queryItems = items }
        var request = URLRequest(url: components.url!)
        request.httpMethod = method
        request.timeoutInterval = Self.timeout
        request.setValue("Bearer \(token.value)", forHTTPHeaderField: "authorization")
        return request
    }

    /// Sends a request and reads a document.
    /// - Throws: ``CommandFailure`` when nothing answers, or with the problem that was answered.
    func document<Document: Decodable>(
        _ type: Document.Type, _ method: String, _ path: String, query: [(String, String?)] = [],
        contentType: String? = nil, fields: [String: String] = [:], body: Data? = nil
    ) async throws -> Document {
        var request = request(method, path, query: query)
        request.httpBody = body
        if let contentType { request.setValue(contentType, forHTTPHeaderField: "content-type") }
        for (name, value) in fields { request.setValue(value, forHTTPHeaderField: name) }
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
        request.setValue(contentType, forHTTPHeaderField: "content-type")
        for (name, value) in fields { request.setValue(value, forHTTPHeaderField: name) }
        let url = URL(fileURLWithPath: file)
        let session = URLSession(configuration: .ephemeral)
        defer { session.finishTasksAndInvalidate() }
        do {
            let (data, response) = try await session.upload(for: request, fromFile: url)
            return try decode(type, from: checked(data, response))
        } catch let error as URLError {
            throw unreachable(error)
        }
    }

    private func send(_ request: URLRequest) async throws -> Data {
        let session = URLSession(configuration: .ephemeral)
        defer { session.finishTasksAndInvalidate() }
        do {
            let (data, response) = try await session.data(for: request)
            return try checked(data, response)
        } catch let error as URLError {
            throw unreachable(error)
        }
    }

    private func checked(_ data: Data, _ response: URLResponse) throws -> Data {
        guard let response = response as? HTTPURLResponse else {
            throw CommandFailure(.unexpectedAnswer, "\(base) did not answer by HTTP")
        }
        guard (200..<300).contains(response.statusCode) else {
            throw problem(status: response.statusCode, body: data)
        }
        return data
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
    func problem(status: Int, body: Data) -> CommandFailure {
        guard let problem = try? CommandJSON.decode(ProblemDocument.self, from: body),
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

    func unreachable(_ error: URLError) -> CommandFailure {
        let hint: String =
            switch error.code {
            case .cannotConnectToHost, .cannotFindHost, .networkConnectionLost, .cannotLoadFromNetwork:
                "nothing answers at \(base); start it with `meridian serve`, or name another with --to"
            case .timedOut: "\(base) did not answer in time"
            default: "\(base) can't be reached: \(error.localizedDescription)"
            }
        return CommandFailure(.unreachable, hint)
    }
}
