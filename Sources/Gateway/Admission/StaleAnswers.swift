import Admission
import MeridianCore
import NIOCore
import Telemetry

/// The last good answers of functions that have a fallback by which they are given again. Belongs to an event loop and
/// knows what was answered on it.
///
/// Only what is the same for everyone is kept: whole answers 200 to GET without credentials, which set no cookie and
/// are not private (RFC 9111 §3).
final class StaleAnswers {
    private static let mostAnswers = 1_024
    private static let largestBody = 64 << 10

    private struct Key: Hashable {
        /// What it is counted in, which stays the same from one set of rules to the next. Held, so that no other gets its
        /// identity.
        let function: FunctionMetrics
        let target: ByteBuffer

        static func == (left: Key, right: Key) -> Bool {
            left.function === right.function && left.target == right.target
        }

        func hash(into hasher: inout Hasher) {
            hasher.combine(ObjectIdentifier(function))
            hasher.combine(target)
        }
    }

    private struct Kept {
        var head: ResponseHead
        var body: ByteBuffer
        var time: Nanoseconds
    }

    private var answers: [Key: Kept] = [:]

    static func mayKeep(_ request: RequestHead) -> Bool {
        request.method == .get && !request.fields.has("authorization") && !request.fields.has("cookie")
    }

    func keep(
        _ head: ResponseHead, _ body: ByteBuffer, of request: RequestHead, function: FunctionMetrics, now: Nanoseconds
    ) {
        guard head.status == 200, body.readableBytes <= Self.largestBody, !head.fields.has("set-cookie") else { return }
        let control = head.fields["cache-control"]?.lowercased() ?? ""
        guard !control.contains("private"), !control.contains("no-store") else { return }
        let key = Key(function: function, target: request.target)
        if answers[key] == nil, answers.count >= Self.mostAnswers, let other = answers.keys.first {
            answers[other] = nil
        }
        var head = head
        head.fields.remove(RequestID.fieldName)
        answers[key] = Kept(head: head, body: body, time: now)
    }

    /// - Parameter maxAge: In seconds.
    func answer(
        to request: RequestHead, function: FunctionMetrics, maxAge: Double, now: Nanoseconds
    ) -> (head: ResponseHead, body: ByteBuffer)? {
        guard Self.mayKeep(request),
            let kept = answers[Key(function: function, target: request.target)]
        else {
            return nil
        }
        let age = Double(now - kept.time) / 1e9
        guard age <= maxAge else { return nil }
        var head = kept.head
        head.fields.set("age", String(Int(age)))
        return (head, kept.body)
    }
}
