public import Logging

/// Writes a line into the log for every invocation: what was asked, the status, the time in milliseconds. The query is
/// left out, since it may hold secrets.
///
/// As the outermost layer it knows what the caller is answered, errors included.
public struct RequestLogging: Interceptor {
    private enum Begun: ContextKey { typealias Value = ContinuousClock.Instant }

    private let level: Logger.Level

    /// - Parameter level: Of the lines; answers from 500 on are at least `error`.
    public init(level: Logger.Level = .info) {
        self.level = level
    }

    public var triggers: TriggerKinds { .all }

    public func before(_ request: inout Request, _ context: Context) -> Response? {
        context[Begun.self] = .now
        return nil
    }

    public func after(_ response: inout Response, _ request: Request, _ context: Context) {
        log(response, context)
    }

    public func failed(_ error: any Error, _ request: Request, _ context: Context) -> Response {
        let response = context.response(for: error)
        log(response, context)
        return response
    }

    private func log(_ response: Response, _ context: Context) {
        let level = response.status >= 500 ? max(level, .error) : level
        let logger = context.logger
        guard level >= logger.logLevel else { return }
        var metadata: Logger.Metadata = ["status": "\(response.status)"]
        if let begun = context[Begun.self] {
            let (seconds, attoseconds) = (ContinuousClock.now - begun).components
            let microseconds = seconds * 1_000_000 + attoseconds / 1_000_000_000_000
            metadata["ms"] = "\(Double(microseconds) / 1_000)"
        }
        switch response.body.content {
        case .bytes(let bytes): metadata["bytes"] = "\(bytes.readableBytes)"
        case .text(let text): metadata["bytes"] = "\(text.utf8.count)"
        case .empty, .stream, .upgrade: break
        }
        let what = context.isRequest ? "\(context.head.method) \(context.head.path)" : context.function
        logger.log(level: level, "\(what)", metadata: metadata)
    }
}
