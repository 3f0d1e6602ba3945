import JSONCodec
public import Meridian
import NIOCore

extension TestApp {
    /// Delivers an event to every function that takes its type and source.
    /// - Throws: ``TestFailure`` when no function takes it, or one answers with a problem; what encoding throws.
    public func send(_ event: CloudEvent<some Encodable>) async throws {
        let targets = routes.targets(type: event.type, source: event.source)
        guard !targets.isEmpty else {
            throw TestFailure("no function takes events of type '\(event.type)' from '\(event.source)'")
        }
        let (head, body) = EventEnvelope(event.with(data: try JSON.encode(event.data))).request()
        for target in targets { try await call(target.function, target.trigger, head, body) }
    }

    /// Runs a function that has a timer, now.
    /// - Parameters:
    ///   - name: The function.
    ///   - time: The moment that the function is told it runs for, by RFC 3339.
    /// - Throws: ``TestFailure`` when there is no such function or timer, or it answers with a problem.
    public func fire(timer name: String, at time: String? = nil) async throws {
        for (function, declared) in table.manifest.enumerated() where declared.name.rawValue == name {
            for (index, trigger) in declared.triggers.enumerated() {
                guard case .timer(let timer) = trigger else { continue }
                let (head, body) = TimerEvent(time: time, payload: timer.payload).request()
                return try await call(function, index, head, body)
            }
            throw TestFailure("the function '\(name)' has no timer")
        }
        throw TestFailure("there is no function '\(name)'; there are \(functions.joined(separator: ", "))")
    }

    /// Delivers messages to the function that takes them from a queue, in batches of the size it asks for.
    /// - Parameters:
    ///   - bodies: The messages; their ids are `1`, `2` and so on.
    ///   - queue: The queue.
    /// - Throws: ``TestFailure`` when no function takes them, or it answers with a problem; what encoding throws.
    public func deliver(_ bodies: [some Encodable], to queue: String) async throws {
        for (function, declared) in table.manifest.enumerated() {
            for (index, trigger) in declared.triggers.enumerated() {
                guard case .queue(let taken) = trigger, taken.queue == queue else { continue }
                let messages = bodies.enumerated().map { QueueMessage(id: "\($0.offset + 1)", body: $0.element) }
                for start in stride(from: 0, to: messages.count, by: taken.batchSize) {
                    let batch = Array(messages[start..<min(start + taken.batchSize, messages.count)])
                    let (head, body) = try QueueMessage.request(batch)
                    try await call(function, index, head, body)
                }
                return
            }
        }
        throw TestFailure("no function takes messages of the queue '\(queue)'")
    }

    private func call(_ function: Int, _ trigger: Int, _ head: RequestHead, _ body: ByteBuffer) async throws {
        try await start()
        let declared = table.manifest[function]
        let answer = await withCheckedContinuation { continuation in
            table.call(
                function: function, trigger: trigger, request: head, body: body, timeout: declared.timeout,
                on: eventLoop
            ) { continuation.resume(returning: $0) }
        }
        if let failure = answer.failure { throw failure }
        guard answer.isSuccess else {
            throw TestFailure(
                "the function '\(declared.name)' answered \(answer.head.status): \(String(buffer: answer.body))",
                status: answer.head.status)
        }
    }
}
