import HTTPTransport
import JSONCodec
import MeridianCore
import NIOCore

/// Takes the answer to a request that a gateway brought: gathers it, or streams it where the gateway can take that.
///
/// Lives on the event loop of its poll.
final class GatewayResponder: ExchangeResponder {
    private let poll: LambdaPoll
    private let id: String
    private let method: HTTPMethod
    private let requestID: String
    private let form: GatewayRequest.Form
    private let telling: LambdaTelling
    @exclusivity(unchecked) private var receiver: (any ExchangeReceiver)?
    @exclusivity(unchecked) private var head = ResponseHead()
    @exclusivity(unchecked) private var body = ByteBuffer()
    @exclusivity(unchecked) private var hasBegun = false
    @exclusivity(unchecked) private var isOver = false
    @exclusivity(unchecked) private var owesWritable = false

    /// - Parameters:
    ///   - id: That of the invocation.
    ///   - requestID: Under which the caller knows it.
    init(
        _ poll: LambdaPoll, _ id: String, _ request: borrowing GatewayRequest, requestID: String,
        _ telling: LambdaTelling
    ) {
        self.poll = poll
        self.id = id
        method = request.head.method
        self.requestID = requestID
        form = request.form
        self.telling = telling
    }

    var eventLoop: any EventLoop { poll.eventLoop }

    var platform: (any AnyObject & Sendable)? { telling }

    /// Who wrote the answer is told when more of it can be taken.
    func isReceived(by receiver: (any ExchangeReceiver)?) {
        if !isOver { self.receiver = receiver }
    }

    func respond(_ head: ResponseHead, body: ByteBuffer) {
        guard !isOver, !hasBegun else { return }
        if poll.settings.streams {
            start(head)
            _ = write(body)
            return end()
        }
        self.head = head
        self.body = body
        hasBegun = true
        end()
    }

    func respond(_ head: ResponseHead, text: String) {
        guard !poll.settings.streams else { return respond(head, body: ByteBuffer(string: text)) }
        guard !isOver, !hasBegun else { return }
        hasBegun = true
        tell(GatewayAnswer.encode(head, text, for: method, requestID: requestID, as: form))
    }

    func start(_ head: ResponseHead) {
        guard !isOver, !hasBegun else { return }
        hasBegun = true
        self.head = head
        self.head.fields.identify(requestID)
        if poll.settings.streams { poll.beginStream(id, self.head, by: self) }
    }

    func write(_ body: ByteBuffer) -> Bool {
        guard !isOver, hasBegun, method != .head, head.allowsBody else { return true }
        if poll.settings.streams {
            if !poll.writeStream(id, body) { owesWritable = true }
            return !owesWritable
        }
        self.body.writeImmutableBuffer(body)
        guard self.body.readableBytes > poll.settings.maxAnswer else { return true }
        let receiver = receiver
        refuse()
        receiver?.exchangeCancelled(LambdaPoll.tooLarge)
        return true
    }

    func end() {
        guard !isOver, hasBegun else { return }
        if poll.settings.streams {
            poll.endStream(id)
            return over()
        }
        tell(GatewayAnswer.encode(head, body, for: method, requestID: requestID, as: form))
    }

    func fail(_ error: MeridianError) {
        guard !isOver else { return }
        guard hasBegun else {
            let (head, body) = ProblemDetails.render(error, requestID: requestID)
            return respond(head, body: body)
        }
        if poll.settings.streams {
            poll.endStream(id, DeliveryFailure(error))
        } else {
            poll.tell(id, DeliveryFailure(error))
        }
        over()
    }

    func consumed(_ bytes: Int) {}

    func becameWritable() {
        guard owesWritable else { return }
        owesWritable = false
        receiver?.exchangeBecameWritable()
    }

    /// The Runtime API is gone.
    func cancelled() {
        guard !isOver else { return }
        let receiver = receiver
        over()
        receiver?.exchangeCancelled(MeridianError(.cancelled, "the Runtime API has gone away", status: 499))
    }

    /// Answers that the answer is too large, in the place of the answer.
    private func refuse() {
        let (head, body) = ProblemDetails.render(LambdaPoll.tooLarge, requestID: requestID)
        GatewayAnswer.encode(head, body, for: method, requestID: requestID, as: form).withBytes {
            poll.tell(id, UnsafeRawBufferPointer($0))
        }
        over()
    }

    private func tell(_ answer: consuming JSONWriter) {
        guard answer.count <= poll.settings.maxAnswer else { return refuse() }
        answer.withBytes { poll.tell(id, UnsafeRawBufferPointer($0)) }
        over()
    }

    private func over() {
        isOver = true
        receiver = nil
        body = ByteBuffer()
    }
}
