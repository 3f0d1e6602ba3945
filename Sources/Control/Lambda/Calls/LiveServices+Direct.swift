import Engine
import JSONCodec
import MeridianCore
import NIOCore

extension LiveServices {
    /// Makes a call, and returns what the function answered, an error of its own among it.
    /// - Throws: ``ErrorCode/lambdaThrottled`` with status 429, ``ErrorCode/lambdaFunctionUnknown``, or why the platform
    ///   could not call it.
    nonisolated func call(_ call: DirectCall) async throws -> DirectCall.Answer {
        try await executions.run(call.service, limit: lambda[call.service]?.reserved) {
            let number = try await number(call.qualifier, of: call.service)
            return try await withRelease(number, of: call.service) { release in
                do {
                    let answer = try await call.functionCall(release).make(to: release)
                    // Lines that it wrote before its answer have been read when its event loop comes round again.
                    _ = await release.status()
                    return DirectCall.Answer(
                        release: number, payload: answer.body, functionError: FunctionFailure.field(of: answer.head))
                } catch let error as MeridianError {
                    guard let failure = FunctionFailure(error) else { throw error }
                    _ = await release.status()
                    return DirectCall.Answer(
                        release: number, payload: failure.document, functionError: FunctionFailure.unhandled)
                }
            }
        }
    }

    /// Makes a call whose answer is handed on while it comes.
    /// - Parameters:
    ///   - number: The release that is called.
    ///   - write: Told each part of the answer.
    /// - Returns: Why the function failed, when it did.
    /// - Throws: As ``call(_:)``, and what `write` throws.
    nonisolated func stream(
        _ call: DirectCall, to number: Int, on eventLoop: any EventLoop,
        _ write: @escaping @Sendable (ByteBuffer) async throws -> Void
    ) async throws -> FunctionFailure? {
        try await executions.run(call.service, limit: lambda[call.service]?.reserved) {
            try await withRelease(number, of: call.service) { release in
                let answer = StreamedAnswer.begin(try call.functionCall(release), to: release, on: eventLoop)
                do {
                    let head = try await answer.head
                    if let type = FunctionFailure.field(of: head) {
                        let document = try await answer.body.collect(upTo: ControlAPI.bodyLimit)
                        return FunctionFailure(type, String(buffer: document))
                    }
                    while let part = try await answer.body.next() { try await write(part) }
                    return nil
                } catch {
                    answer.cancel()
                    guard let failure = (error as? MeridianError).flatMap(FunctionFailure.init) else { throw error }
                    return failure
                }
            }
        }
    }
}

/// A failure that is the function's, in the form in which clients of Lambda get one.
struct FunctionFailure: Sendable {
    static let unhandled = "Unhandled"

    var type: String
    var message: String

    init(_ type: String, _ message: String) {
        self.type = type
        self.message = message
    }

    /// - Returns: `nil` for an error that is not the function's.
    init?(_ error: MeridianError) {
        switch error.status {
        case 504: type = "Sandbox.Timedout"
        case 502: type = error.code == .initFailed ? "Runtime.InitError" : "Runtime.ExitError"
        default: return nil
        }
        message = "\(error.code): \(error.message)"
    }

    var document: ByteBuffer {
        var writer = JSONWriter()
        writer.beginObject()
        writer.key("errorType")
        writer.write(type)
        writer.key("errorMessage")
        writer.write(message)
        writer.endObject()
        return writer.finish()
    }

    /// What the head of an answer says; a function that answers requests fails with a status of 500 and more.
    static func field(of head: ResponseHead) -> String? {
        head.fields[ActiveRelease.functionErrorField] ?? (head.status >= 500 ? unhandled : nil)
    }
}
