import AsyncHTTPClient
import Isolates
import MeridianCore
import NIOCore
import NIOHTTP1
import NIOHTTPCompression
import Synchronization

/// One request of a script to the network. Everything happens on the isolate's event loop.
final class OutboundFetch: HTTPClientResponseDelegate, @unchecked Sendable {
    typealias Response = Void

    private struct ClientKey: Hashable {
        var eventLoop: ObjectIdentifier
        var reach: AddressReach
    }

    /// The connections of each event loop, so that nothing hops; a worker has one. Each reach has its own, so that
    /// nothing goes over a connection that it might not have made.
    private static let clients = Mutex<[ClientKey: HTTPClient]>([:])

    private let id: Int
    private let owner: FunctionIsolate
    private let eventLoop: any EventLoop
    private var task: HTTPClient.Task<Void>?
    /// What the server may go on after: the script has taken the part before.
    private var taken: EventLoopPromise<Void>?
    private var wantsPart = false
    private var writer: HTTPClient.Body.StreamWriter?
    private var sent: EventLoopPromise<Void>?
    private var unsent: [ByteBuffer] = []
    private var isFinished = false
    private var isOver = false

    init(_ id: Int, of owner: FunctionIsolate) {
        self.id = id
        self.owner = owner
        eventLoop = owner.isolate.eventLoop
    }

    /// - Parameters:
    ///   - body: The whole body; `nil` when there is none or it is a stream.
    ///   - isStream: Whether ``send(_:)`` and ``finish()`` follow.
    ///   - reach: Which addresses the host may turn out to have.
    func start(
        _ method: String, _ url: String, fields: HTTPHeaders, body: ByteBuffer?, isStream: Bool, reach: AddressReach
    ) throws {
        var content: HTTPClient.Body?
        if isStream {
            content = .stream { [self] writer in
                self.writer = writer
                let promise = eventLoop.makePromise(of: Void.self)
                sent = promise
                flush()
                return promise.futureResult
            }
        } else if let body {
            content = .byteBuffer(body)
        }
        var fields = fields
        if !fields.contains(name: "accept-encoding") { fields.add(name: "accept-encoding", value: "gzip, deflate") }
        if !fields.contains(name: "user-agent") { fields.add(name: "user-agent", value: "Meridian") }
        if !fields.contains(name: "accept") { fields.add(name: "accept", value: "*/*") }
        fields.remove(name: "content-length")
        let request = try HTTPClient.Request(
            url: url, method: HTTPMethod(rawValue: method), headers: fields, body: content)
        task = Self.shared(eventLoop, reach).execute(
            request: request, delegate: self, eventLoop: .delegateAndChannel(on: eventLoop))
    }

    private static func shared(_ eventLoop: any EventLoop, _ reach: AddressReach) -> HTTPClient {
        let key = ClientKey(eventLoop: ObjectIdentifier(eventLoop), reach: reach)
        return clients.withLock { clients in
            if let client = clients[key] { return client }
            var configuration = HTTPClient.Configuration(
                redirectConfiguration: .disallow, timeout: .init(connect: .seconds(10)),
                decompression: .enabled(limit: .none))
            configuration.httpVersion = .http1Only
            configuration.connectionPool.retryConnectionEstablishment = false
            // Called with every connection before a request is sent on it.
            configuration.http1_1ConnectionDebugInitializer = { channel in check(channel, reach) }
            let client = HTTPClient(eventLoopGroupProvider: .shared(eventLoop), configuration: configuration)
            clients[key] = client
            return client
        }
    }

    private static func check(_ channel: any Channel, _ reach: AddressReach) -> EventLoopFuture<Void> {
        guard let address = channel.remoteAddress, !reach.allows(address) else {
            return channel.eventLoop.makeSucceededVoidFuture()
        }
        channel.close(promise: nil)
        return channel.eventLoop.makeFailedFuture(
            MeridianError(
                .outboundRefused,
                "the host leads to \(address.ipAddress ?? "a socket"), which is no public address; name the host, or "
                    + "the address itself, in outbound in meridian.yml"))
    }

    // MARK: The request's body

    func send(_ bytes: ByteBuffer) {
        unsent.append(bytes)
        flush()
    }

    func finish() {
        isFinished = true
        flush()
    }

    private func flush() {
        guard let writer, !isOver else { return }
        let parts = unsent
        unsent = []
        for part in parts {
            writer.write(.byteBuffer(part)).hop(to: eventLoop).assumeIsolated().whenSuccess { [self] in
                guard !isOver else { return }
                owner.isolate.callHook("fetchSent", owner.isolate.value(id))
                owner.checkLimit()
            }
        }
        if isFinished {
            sent?.succeed()
            sent = nil
        }
    }

    // MARK: The script's side

    /// The script has room for a further part.
    func take() {
        if let taken {
            self.taken = nil
            taken.succeed()
        } else {
            wantsPart = true
        }
    }

    func abort() {
        guard !isOver else { return }
        over()
        task?.fail(reason: HTTPClientError.cancelled)
    }

    private func over() {
        isOver = true
        owner.forgetFetch(id)
        taken?.succeed()
        taken = nil
        sent?.fail(HTTPClientError.cancelled)
        sent = nil
    }

    // MARK: What the server answers

    func didReceiveHead(task: HTTPClient.Task<Void>, _ head: HTTPResponseHead) -> EventLoopFuture<Void> {
        guard !isOver else { return eventLoop.makeSucceededVoidFuture() }
        let isolate = owner.isolate
        var lines: [String] = []
        for (name, value) in head.headers { lines += [name.lowercased(), value] }
        isolate.callHook(
            "fetchHead", isolate.value(id), isolate.value(Int(head.status.code)),
            isolate.value(head.status.reasonPhrase),
            isolate.value(lines.joined(separator: "\n")))
        owner.checkLimit()
        return eventLoop.makeSucceededVoidFuture()
    }

    func didReceiveBodyPart(task: HTTPClient.Task<Void>, _ buffer: ByteBuffer) -> EventLoopFuture<Void> {
        guard !isOver else { return eventLoop.makeSucceededVoidFuture() }
        let isolate = owner.isolate
        let promise = eventLoop.makePromise(of: Void.self)
        let alreadyWanted = wantsPart
        wantsPart = false
        taken = promise
        isolate.callHook("fetchPart", isolate.value(id), isolate.makeBuffer(buffer))
        owner.checkLimit()
        // One part may be ahead of what the script asked for.
        if alreadyWanted, let taken {
            self.taken = nil
            taken.succeed()
        }
        return promise.futureResult
    }

    func didFinishRequest(task: HTTPClient.Task<Void>) throws {
        guard !isOver else { return }
        over()
        owner.isolate.callHook("fetchEnd", owner.isolate.value(id))
        owner.checkLimit()
    }

    func didReceiveError(task: HTTPClient.Task<Void>, _ error: any Error) {
        guard !isOver else { return }
        over()
        owner.isolate.callHook("fetchFailed", owner.isolate.value(id), owner.isolate.value(Self.describe(error)))
        owner.checkLimit()
    }

    private static func describe(_ error: any Error) -> String {
        (error as? HTTPClientError)?.shortDescription ?? "\(error)"
    }
}
