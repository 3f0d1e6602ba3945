import Meridian
import NIOCore
public import SampleEvents

extension TestApp {
    /// Calls one function by its name, past the routes.
    ///
    /// ```swift
    /// let answer = try await app.call("paid", with: .event(event))
    /// #expect(answer.status == 204)
    /// ```
    /// - Parameters:
    ///   - name: The function.
    ///   - call: What it is called with; one of its triggers must take it.
    /// - Returns: Whatever the function answers, be it a problem.
    /// - Throws: ``TestFailure`` when there is no such function or trigger; `MeridianError` when a streaming answer
    ///   was cut before its end.
    public func call(_ name: String, with call: TestCall) async throws -> TestAnswer {
        guard let function = table.manifest.firstIndex(where: { $0.name.rawValue == name }) else {
            throw TestFailure("there is no function '\(name)'; there are \(functions.joined(separator: ", "))")
        }
        let declared = table.manifest[function]
        guard let trigger = call.trigger(of: declared) else {
            let wanted =
                call.kind == .http ? "takes \(call.head.method) \(call.head.path)" : "is of the kind \(call.kind)"
            throw TestFailure("the function '\(name)' has no trigger that \(wanted)")
        }
        try await start()
        return try await TestAnswer(
            withCheckedContinuation { continuation in
                table.call(
                    function: function, trigger: trigger, request: call.head, body: call.body,
                    timeout: declared.timeout, on: eventLoop
                ) { continuation.resume(returning: $0) }
            })
    }

    /// Sends a sample through the routes of the service; events go to those who take them.
    ///
    /// ```swift
    /// try await app.request(.cloudEvents([.cloudEvent(type: "com.example.order.paid")], mode: .binary))
    /// ```
    /// - Throws: `MeridianError` when a streaming answer was cut before its end.
    public func request(_ sample: SampleRequest) async throws -> TestAnswer {
        var fields = HTTPFields()
        for (name, value) in sample.fields { fields.append(name, value) }
        return try await request(sample.method, sample.target, headers: fields, body: sample.body)
    }
}
