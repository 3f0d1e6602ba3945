import HTTPTransport
import MeridianCore
import NIOCore

/// Finds the functions that a delivery is for, calls them, and says how it went.
struct Dispatcher: Sendable {
    struct Call: Sendable {
        var target: AppRoutes.Target
        var head: RequestHead
        var body: ByteBuffer
        /// The ids of the messages that it delivers.
        var messages: [String] = []
    }

    /// What goes with every call.
    struct Surroundings: Sendable {
        /// The id of the invocation and its place in a trace.
        var fields = HTTPFields()
        /// What the platform says of the invocation.
        var platform: (any AnyObject & Sendable)?
        /// When the platform's time is over; a function may have less.
        var deadline: NIODeadline?

        func timeout(of target: AppRoutes.Target) -> TimeAmount {
            deadline.map { max(.milliseconds(1), min($0 - .now(), target.timeout)) } ?? target.timeout
        }
    }

    let routes: AppRoutes

    /// - Parameters:
    ///   - eventLoop: The one that this is called on; functions are called there too.
    ///   - completion: Called on the event loop, once.
    /// - Throws: ``ErrorCode/noTaker``, ``ErrorCode/functionNotFound`` or ``ErrorCode/unknownDelivery`` when nothing
    ///   was called.
    func dispatch(
        _ delivery: Delivery, with surroundings: Surroundings, on eventLoop: any EventLoop,
        completion: @escaping @Sendable (DeliveryOutcome) -> Void
    ) throws(MeridianError) {
        Round(routes.table, try plan(delivery), delivery, surroundings, on: eventLoop, completion).begin()
    }

    func plan(_ delivery: Delivery) throws(MeridianError) -> [Call] {
        switch delivery {
        case .timer(var event, let names, let function):
            let timer =
                if let function { try routes.timer(of: function) } else { try routes.timer(named: names) }
            event.payload = event.payload ?? timer.payload
            let (head, body) = event.request()
            return [Call(target: timer.target, head: head, body: body)]
        case .events(let events):
            var calls: [Call] = []
            for event in events {
                let (head, body) = event.request()
                for target in try routes.takers(of: event) {
                    calls.append(Call(target: target, head: head, body: body))
                }
            }
            return calls
        case .messages(let messages, let queue):
            guard !messages.isEmpty else { return [] }
            return try routes.takers(ofQueue: queue).flatMap { taker in
                stride(from: 0, to: messages.count, by: taker.batchSize).map { start in
                    let batch = messages[start..<min(start + taker.batchSize, messages.count)]
                    let (head, body) = DeliveredMessage.request(batch)
                    return Call(target: taker.target, head: head, body: body, messages: batch.map(\.id))
                }
            }
        case .document(let document, let function):
            let target = try routes.taker(ofDocumentFor: function)
            let head = RequestHead(method: .post, target: "/", fields: ["content-type": "application/json"])
            return [Call(target: target, head: head, body: document)]
        }
    }
}

/// The calls of one delivery: batches of a queue one after another, events at once. Belongs to the event loop.
private final class Round: @unchecked Sendable {
    private let table: FunctionTable
    private var calls: CircularBuffer<Dispatcher.Call>
    private let surroundings: Dispatcher.Surroundings
    private let eventLoop: any EventLoop
    private let completion: (DeliveryOutcome) -> Void
    private let isOneByOne: Bool
    /// Whether what comes after a failure must wait for it to be mended.
    private let keepsOrder: Bool
    private var outstanding = 0
    private var outcome = DeliveryOutcome()

    init(
        _ table: FunctionTable, _ calls: [Dispatcher.Call], _ delivery: Delivery,
        _ surroundings: Dispatcher.Surroundings, on eventLoop: any EventLoop,
        _ completion: @escaping @Sendable (DeliveryOutcome) -> Void
    ) {
        self.table = table
        self.calls = CircularBuffer(calls)
        self.surroundings = surroundings
        self.eventLoop = eventLoop
        self.completion = completion
        if case .messages(let messages, let queue) = delivery {
            isOneByOne = true
            keepsOrder = queue.hasSuffix(".fifo")
            outcome.messages = messages.count
        } else {
            isOneByOne = false
            keepsOrder = false
        }
    }

    func begin() {
        guard !calls.isEmpty else { return completion(outcome) }
        outstanding = isOneByOne ? 1 : calls.count
        for _ in 0..<outstanding { next() }
    }

    private func next() {
        let call = calls.removeFirst()
        var head = call.head
        head.fields.append(contentsOf: surroundings.fields)
        table.call(
            function: call.target.function, trigger: call.target.trigger, request: head, body: call.body,
            timeout: surroundings.timeout(of: call.target), on: eventLoop, platform: surroundings.platform
        ) { self.ended(call, $0) }
    }

    private func ended(_ call: Dispatcher.Call, _ answer: CollectedAnswer) {
        outcome.answer = outcome.answer ?? answer
        if !answer.isSuccess { note(answer, of: call) }
        outstanding -= 1
        if isOneByOne, !calls.isEmpty {
            outstanding += 1
            next()
        } else if outstanding == 0 {
            completion(outcome)
        }
    }

    private func note(_ problem: CollectedAnswer, of call: Dispatcher.Call) {
        outcome.problem = outcome.problem ?? problem
        let named = BatchFailure.messages(in: problem).filter(call.messages.contains)
        var failed = named.isEmpty ? call.messages : named
        if keepsOrder {
            if let first = call.messages.firstIndex(where: failed.contains) {
                failed = Array(call.messages[first...])
            }
            failed += calls.flatMap(\.messages)
            calls.removeAll()
        }
        for id in failed where !outcome.failedMessages.contains(id) { outcome.failedMessages.append(id) }
    }
}
