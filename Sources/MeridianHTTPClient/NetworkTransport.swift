import AsyncHTTPClient
import Meridian
import NIOCore
import NIOHTTP1
import NIOHTTPCompression
import NIOPosix

#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// Carries requests over the network: connections are pooled per client.
struct NetworkTransport: HTTPClientTransport {
    private let clients: [String: AsyncHTTPClient.HTTPClient]

    init(_ settings: HTTPClientSettingsTable) {
        clients = settings.byName.mapValues { AsyncHTTPClient.HTTPClient(configuration: .init($0)) }
    }

    /// Closes all connections once what is under way has ended.
    func shutdown() async throws {
        for client in clients.values { try await client.shutdown() }
    }

    func send(_ request: ClientRequest, client: String, limit: Duration) async throws -> ClientResponse {
        guard let client = clients[client] else { throw HTTPTransportFailure(.notConnected) }
        do {
            let response = try await client.execute(
                HTTPClientRequest(request), deadline: .now() + max(TimeAmount(limit), .zero))
            var fields = HTTPFields()
            for (name, value) in response.headers { fields.append(name, value) }
            return ClientResponse(
                status: Int(response.status.code), fields: fields,
                body: ClientResponse.Body(ResponseParts(parts: response.body)))
        } catch {
            throw HTTPTransportFailure.classified(error)
        }
    }
}

/// The body of an answer with its errors classified.
private struct ResponseParts: AsyncSequence, Sendable {
    typealias Element = ByteBuffer
    typealias Failure = any Error

    let parts: HTTPClientResponse.Body

    func makeAsyncIterator() -> Iterator { Iterator(parts: parts.makeAsyncIterator()) }

    struct Iterator: AsyncIteratorProtocol {
        var parts: HTTPClientResponse.Body.AsyncIterator

        mutating func next() async throws -> ByteBuffer? {
            do { return try await parts.next() } catch { throw HTTPTransportFailure.classified(error) }
        }
    }
}

extension HTTPTransportFailure {
    /// What the system says only when it connects.
    private static let connectingErrors: Set<CInt> = [ECONNREFUSED, EHOSTUNREACH, ENETUNREACH, ENOENT]

    fileprivate static func classified(_ error: any Error) -> any Error {
        if Task.isCancelled || error is CancellationError { return CancellationError() }
        switch error {
        case is HTTPTransportFailure: return error
        case let error as HTTPClientError:
            switch error {
            case .cancelled: return CancellationError()
            case .connectTimeout, .tlsHandshakeTimeout, .httpProxyHandshakeTimeout, .getConnectionFromPoolTimeout,
                .invalidProxyResponse, .proxyAuthenticationRequired:
                return HTTPTransportFailure(.notConnected, cause: error)
            case .readTimeout, .writeTimeout, .deadlineExceeded: return HTTPTransportFailure(.timedOut, cause: error)
            case .remoteConnectionClosed, .uncleanShutdown: return HTTPTransportFailure(.broken, cause: error)
            default: return HTTPTransportFailure(.malformed, cause: error)
            }
        case is NIOConnectionError: return HTTPTransportFailure(.notConnected, cause: error)
        case let error as IOError where connectingErrors.contains(error.errnoCode):
            return HTTPTransportFailure(.notConnected, cause: error)
        default: return HTTPTransportFailure(.broken, cause: error)
        }
    }
}

extension AsyncHTTPClient.HTTPClient.Configuration {
    fileprivate init(_ settings: HTTPClientSettings) {
        self.init()
        timeout = .init(connect: TimeAmount(settings.connectTimeout), read: TimeAmount(settings.readTimeout))
        redirectConfiguration = .disallow
        connectionPool.idleTimeout = TimeAmount(settings.keepAlive)
        connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = settings.maxConnections
        // Whether to try again is the client's decision.
        connectionPool.retryConnectionEstablishment = false
        // What a few bytes can grow to.
        decompression = .enabled(limit: .ratio(200))
        if let address = settings.proxy.flatMap({ ClientAddress($0) }) {
            let (host, port) = address.hostAndPort
            proxy = .server(host: host, port: port)
        }
    }
}

extension ClientAddress {
    /// The port is that of the scheme where none is named.
    var hostAndPort: (host: String, port: Int) {
        let standard = scheme == "https" ? 443 : 80
        guard let colon = authority.lastIndex(of: ":"), let port = Int(authority[authority.index(after: colon)...])
        else {
            return (authority, standard)
        }
        return (String(authority[..<colon]), port)
    }
}

extension HTTPClientRequest {
    fileprivate init(_ request: ClientRequest) {
        self.init(url: request.address)
        method = .RAW(value: request.method.rawValue)
        for (name, value) in request.fields.pairs { headers.add(name: name, value: value) }
        switch request.body.content {
        case .empty: break
        case .bytes(let bytes): body = .bytes(bytes)
        case .stream(let parts, let length):
            body = .stream(ClientResponse.Body(parts), length: length.map { .known(Int64($0)) } ?? .unknown)
        }
    }
}
