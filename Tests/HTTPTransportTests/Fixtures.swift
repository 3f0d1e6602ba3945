import MeridianCore
import NIOCore
import Testing

@testable import HTTPTransport

/// What a parser made of a stream.
struct Parsed: Equatable {
    struct Request: Equatable {
        var method: String
        var target: String
        var fields: [String]
        var body: [UInt8] = []
        var keepAlive: Bool
        var expectsContinue: Bool
        var isComplete = false

        init(_ head: RequestHead, _ framing: RequestFraming) {
            method = head.method.rawValue
            target = String(buffer: head.target)
            fields = head.fields.pairs.map { "\($0.name): \($0.value)" }
            keepAlive = framing.keepAlive
            expectsContinue = framing.expectsContinue
        }
    }

    var requests: [Request] = []
    var fault: RequestFault?

    init(_ parts: [ByteBuffer], limits: RequestLimits = RequestLimits()) {
        var parser = RequestParser(limits: limits)
        do throws(RequestFault) {
            for part in parts {
                parser.feed(part)
                while let event = try parser.next() {
                    switch event {
                    case .head(let head, let framing): requests.append(Request(head, framing))
                    case .body(let body): requests[requests.count - 1].body += body.readableBytesView
                    case .end: requests[requests.count - 1].isComplete = true
                    }
                }
            }
        } catch {
            fault = error
        }
    }

    init(_ text: String, limits: RequestLimits = RequestLimits()) {
        self.init([ByteBuffer(string: text)], limits: limits)
    }

    init(_ bytes: [UInt8], limits: RequestLimits = RequestLimits()) {
        self.init([ByteBuffer(bytes: bytes)], limits: limits)
    }
}

/// A handler and receiver in one, made of closures; it records what befell it.
final class Probe: ExchangeHandler, ExchangeReceiver {
    var onRequest: (Probe, RequestHead, any ExchangeResponder) -> Bool
    var onBody: (Probe, ByteBuffer, Bool) -> Void = { _, _, _ in }
    var onWritable: (Probe) -> Void = { _ in }
    var onCancelled: (Probe, MeridianError) -> Void = { _, _ in }
    var responder: (any ExchangeResponder)?
    var heads: [RequestHead] = []
    var body: [UInt8] = []
    var isBodyComplete = false
    var cancellations: [MeridianError] = []

    /// - Parameter onRequest: Returns whether the probe receives the body.
    init(_ onRequest: @escaping (Probe, RequestHead, any ExchangeResponder) -> Bool) {
        self.onRequest = onRequest
    }

    func handle(_ head: RequestHead, responder: any ExchangeResponder) -> (any ExchangeReceiver)? {
        heads.append(head)
        self.responder = responder
        body = []
        isBodyComplete = false
        return onRequest(self, head, responder) ? self : nil
    }

    func exchangeReceived(_ part: ByteBuffer, isLast: Bool) {
        body += part.readableBytesView
        isBodyComplete = isLast
        onBody(self, part, isLast)
    }

    func exchangeBecameWritable() {
        onWritable(self)
    }

    func exchangeCancelled(_ error: MeridianError) {
        cancellations.append(error)
        onCancelled(self, error)
    }

    /// Answers every request at once with its target as the body.
    static func echoingTarget() -> Probe {
        Probe { _, head, responder in
            responder.respond(ResponseHead(fields: ["content-type": "text/plain"]), body: head.target)
            return false
        }
    }

    /// Collects the body and answers with it.
    static func echoingBody() -> Probe {
        let probe = Probe { _, _, _ in true }
        probe.onBody = { probe, part, isLast in
            probe.responder?.consumed(part.readableBytes)
            if isLast { probe.responder?.respond(ResponseHead(), body: ByteBuffer(bytes: probe.body)) }
        }
        return probe
    }
}

extension HTTPServerConfiguration {
    /// On the loopback address, at a port of the system's choice.
    static var local: HTTPServerConfiguration {
        HTTPServerConfiguration(address: ListenAddress(.host("127.0.0.1", port: 0)))
    }
}

/// A request that must be refused, and with what.
struct Hostile: Sendable, CustomTestStringConvertible {
    let name: String
    let bytes: [UInt8]
    let status: Int
    /// Whether every request before the refusal is well-formed enough to be answered (a fault in a body).
    let faultIsInBody: Bool

    init(_ name: String, _ text: String, _ status: Int = 400, faultIsInBody: Bool = false) {
        self.name = name
        self.bytes = Array(text.utf8)
        self.status = status
        self.faultIsInBody = faultIsInBody
    }

    init(_ name: String, bytes: [UInt8], _ status: Int = 400) {
        self.name = name
        self.bytes = bytes
        self.status = status
        self.faultIsInBody = false
    }

    var testDescription: String { name }
}
