import HTTPTransport
import MeridianCore
import NIOCore

/// Answers with what the test asks for by the path.
final class EchoHandler: ExchangeHandler {
    func handle(_ head: consuming RequestHead, responder: any ExchangeResponder) -> (any ExchangeReceiver)? {
        let head = head
        switch head.path {
        case "/fields":
            var text = "\(head.method.rawValue) \(String(buffer: head.target))\n"
            head.fields.forEach { name, value in
                text += "\(String(decoding: name, as: UTF8.self)): \(String(decoding: value, as: UTF8.self))\n"
            }
            responder.respond(ResponseHead(), body: ByteBuffer(string: text))
            return nil
        case "/ignored":
            responder.respond(ResponseHead(status: 403), body: ByteBuffer(string: "no"))
            return nil
        case "/error":
            responder.fail(MeridianError(.functionNotFound, "nothing is here", status: 404))
            return nil
        case "/cookies":
            responder.respond(
                ResponseHead(fields: ["set-cookie": "a=1", "set-cookie": "b=2", "connection": "close"]),
                body: ByteBuffer())
            return nil
        case "/short":
            responder.start(ResponseHead(fields: ["content-length": "10"]))
            _ = responder.write(ByteBuffer(string: "12345"))
            responder.end()
            return nil
        case "/large":
            return Flood(responder, size: 4 << 20)
        default: return Echo(responder)
        }
    }
}

/// Sends back every part of the body as it comes.
private final class Echo: ExchangeReceiver {
    private let responder: any ExchangeResponder
    private var hasStarted = false
    private var unsent: [ByteBuffer] = []

    init(_ responder: any ExchangeResponder) { self.responder = responder }

    func exchangeReceived(_ body: ByteBuffer, isLast: Bool) {
        if !hasStarted {
            hasStarted = true
            responder.start(ResponseHead(fields: ["content-type": "application/octet-stream"]))
        }
        _ = responder.write(body)
        responder.consumed(body.readableBytes)
        if isLast { responder.end() }
    }

    func exchangeBecameWritable() {}
    func exchangeCancelled(_ error: MeridianError) {}
}

/// Sends many bytes, no faster than the client takes them.
private final class Flood: ExchangeReceiver {
    private let responder: any ExchangeResponder
    private var left: Int

    init(_ responder: any ExchangeResponder, size: Int) {
        self.responder = responder
        left = size
        responder.start(ResponseHead(fields: ["content-length": "\(size)"]))
        go()
    }

    private func go() {
        while left > 0 {
            let count = min(left, 64 << 10)
            left -= count
            guard responder.write(ByteBuffer(repeating: 0x61, count: count)) else { return }
        }
        responder.end()
    }

    func exchangeReceived(_ body: ByteBuffer, isLast: Bool) {}
    func exchangeBecameWritable() { go() }
    func exchangeCancelled(_ error: MeridianError) {}
}
