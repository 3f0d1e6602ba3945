public import MeridianCore
public import NIOCore

/// The answering half of one request, as its handler sees it.
///
/// Whoever brings a request (an HTTP connection, the wire, a test in memory) implements this; whoever answers it
/// calls it. Every call is made on ``eventLoop`` and none suspends. After ``end()`` or ``fail(_:)`` further calls
/// do nothing, so an answer that lost a race against a deadline needs no special care.
public protocol ExchangeResponder: AnyObject {
    var eventLoop: any EventLoop { get }

    /// What a platform says of the call beside the request, for those who know of what kind it is.
    var platform: (any AnyObject & Sendable)? { get }

    /// Answers with a whole response. A `content-length` is added when `head` has none.
    func respond(_ head: ResponseHead, body: ByteBuffer)

    /// Answers with a whole response whose body is text, which may become bytes where they are sent.
    func respond(_ head: ResponseHead, text: String)

    /// Starts a response whose body follows by ``write(_:)`` and ``end()``.
    func start(_ head: ResponseHead)

    /// Adds to the body.
    /// - Returns: `false` when the bytes were taken but the peer is slow: wait for
    ///   ``ExchangeReceiver/exchangeBecameWritable()`` before writing more.
    func write(_ body: ByteBuffer) -> Bool

    /// Completes a response begun with ``start(_:)``.
    func end()

    /// Ends the exchange with an error: an `application/problem+json` answer while none has begun, otherwise
    /// the connection or stream is cut so that the peer can't take a part for the whole.
    func fail(_ error: MeridianError)

    /// Tells the transport that the handler has dealt with this many bytes of the request body, and that as many
    /// more may come.
    func consumed(_ bytes: Int)

    /// How the call began, told right before it is answered or fails. Most have no use for it.
    func began(_ beginning: CallBeginning)

    /// Whether the connection can go on with WebSocket.
    var upgradeOffer: UpgradeOffer { get }

    /// Answers 101 and hands the connection over. Does nothing without an offer.
    /// - Parameters:
    ///   - fields: Of the answer, beside those that announce the change.
    ///   - connection: Who goes on.
    func upgrade(_ fields: HTTPFields, to connection: any UpgradedConnection)
}

extension ExchangeResponder {
    public var platform: (any AnyObject & Sendable)? { nil }

    public func respond(_ head: ResponseHead, text: String) {
        respond(head, body: ByteBuffer(string: text))
    }

    public func began(_ beginning: CallBeginning) {}

    public var upgradeOffer: UpgradeOffer { .unsupported }

    public func upgrade(_ fields: HTTPFields, to connection: any UpgradedConnection) {}
}

/// The receiving half of one request: what the transport tells its handler, on the event loop.
public protocol ExchangeReceiver: AnyObject {
    /// A part of the request body. `isLast` comes exactly once, with an empty buffer when there is no body left.
    func exchangeReceived(_ body: ByteBuffer, isLast: Bool)

    /// The fields behind a chunked body, when there are any. Comes right before the last part of the body.
    func exchangeReceived(trailers: HTTPFields)

    /// The peer can take more after ``ExchangeResponder/write(_:)`` returned `false`.
    func exchangeBecameWritable()

    /// The caller went away or gave up; nothing that is answered will reach it.
    func exchangeCancelled(_ error: MeridianError)
}

extension ExchangeReceiver {
    public func exchangeReceived(trailers: HTTPFields) {}
}

/// Takes requests from a transport.
public protocol ExchangeHandler: AnyObject {
    /// Called on the responder's event loop when the head is complete.
    /// - Parameters:
    ///   - head: The request. Body parts follow through the returned receiver.
    ///   - responder: How to answer, now or later.
    /// - Returns: Who receives the body and the fate of the exchange; `nil` lets the transport discard the body.
    func handle(_ head: consuming RequestHead, responder: any ExchangeResponder) -> (any ExchangeReceiver)?
}
