import Engine
import Gateway
import MeridianCore
import NIOCore
import Traces

/// A captured request on its way to a release once more.
struct Replay: Sendable {
    let capture: RequestCapture
    let span: Span
    let body: ByteBuffer
    /// The new request has an id and a trace of its own.
    let requestID: String

    private static let renewed: Set<String> = [
        RequestID.fieldName, TraceContext.fieldName, TraceContext.stateFieldName, "content-length",
    ]

    /// Names of fields whose values were taken out.
    var withheld: [String] {
        capture.headers.filter { $0.count == 2 && $0[1] == Redaction.mark }.map { $0[0] }
    }

    /// - Throws: ``ErrorCode/unknownFunction`` with status 404 when the release has no function for it.
    func call(of release: LiveRelease) throws(MeridianError) -> FunctionCall {
        let method = HTTPMethod(capture.method)
        var fields = HTTPFields(capacity: 512)
        for header in capture.headers where header.count == 2 && header[1] != Redaction.mark {
            if !Self.renewed.contains(header[0]) { fields.append(header[0], header[1]) }
        }
        let place = try place(in: release, method)
        return FunctionCall(
            function: place.function, trigger: place.trigger, method: method, target: capture.target, fields: fields,
            requestID: requestID, body: body)
    }

    private func place(
        in release: LiveRelease, _ method: HTTPMethod
    ) throws(MeridianError) -> (function: Int, trigger: Int) {
        if span.route != nil {
            let path = RequestHead(method: method, target: capture.target).path
            if let place = release.entry.place(method, path: path) { return place }
        } else if let function = release.release.manifest.functions.firstIndex(where: { $0.name == span.function }) {
            let triggers = release.release.manifest.functions[function].triggers
            let kind = span.kind == .replay ? nil : span.kind.rawValue
            if let trigger = triggers.firstIndex(where: { kind == nil || $0.kind == kind }) {
                return (function, trigger)
            }
        }
        throw MeridianError(
            .unknownFunction,
            "release \(release.release.number) of '\(span.service)' has no function that answers \(capture.method) "
                + capture.target, status: 404)
    }
}

extension LiveServices {
    /// Sends a request once more to a release, which is made callable if need be.
    /// - Throws: ``ErrorCode/unknownRelease`` and others, with what is wrong with the release; what the call throws.
    nonisolated func call(
        _ number: Int, of service: ServiceName, replaying replay: Replay
    ) async throws -> FunctionCall.Answer {
        while true {
            let release = try await release(number, of: service)
            let call = try replay.call(of: release)
            let recording = FunctionCall.Recording(traces: traces, kind: .replay)
            if let answer = try await release.call({ try await call.make(to: $0, as: recording) }) { return answer }
        }
    }

    private func release(_ number: Int, of name: ServiceName) async throws(MeridianError) -> LiveRelease {
        _ = try service(name).catalog.existing(number)
        if let problem = await wake(number, of: name) { throw problem }
        guard let release = try service(name).active[number] else {
            throw MeridianError(
                .releaseUnusable, "release \(number) of '\(name)' can't be called at the moment; try again", status: 503
            )
        }
        return release
    }
}
