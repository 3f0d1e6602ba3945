import MeridianCore
import NIOCore
import NIOPosix

/// What Lambda says of a program's surroundings, from the environment.
struct LambdaSettings: Sendable {
    /// Where the Runtime API is.
    var host: String
    var port: Int
    /// Invocations that may run at once.
    var concurrency: Int
    /// Whether answers to requests are streamed, which the function's URL must be told too.
    var streams: Bool
    /// The largest payload that Lambda takes as an answer, in bytes.
    var maxAnswer = 6 * 1024 * 1024 + 100

    /// - `AWS_LAMBDA_RUNTIME_API` (text, must be there): `HOST:PORT` of the Runtime API.
    /// - `AWS_LAMBDA_MAX_CONCURRENCY` (number, default 1): invocations that may run at once, 1–1024.
    /// - `MERIDIAN_LAMBDA_RESPONSE` (`buffer` or `stream`, default `buffer`): whether answers to requests are streamed.
    ///   Set `stream` where the function's URL has the invoke mode `RESPONSE_STREAM`, and only there.
    /// - Throws: ``ErrorCode/invalidHostSetting``.
    init(_ environment: Environment) throws(MeridianError) {
        guard let api = environment["AWS_LAMBDA_RUNTIME_API"] else {
            throw MeridianError(
                .invalidHostSetting,
                "AWS_LAMBDA_RUNTIME_API is not set; it must be HOST:PORT of the Runtime API")
        }
        let colon = api.lastIndex(of: ":")
        let digits = colon.map { api[api.index(after: $0)...] } ?? "80"
        guard let port = Int(digits), (1...65_535).contains(port), colon != api.startIndex else {
            throw MeridianError(
                .invalidHostSetting, "AWS_LAMBDA_RUNTIME_API is '\(api)'; it must be HOST:PORT of the Runtime API")
        }
        host = String(colon.map { api[..<$0] } ?? api[...])
        self.port = port
        concurrency = try environment.number("AWS_LAMBDA_MAX_CONCURRENCY", in: 1...1024) ?? 1
        switch environment["MERIDIAN_LAMBDA_RESPONSE"] {
        case nil, "buffer": streams = false
        case "stream": streams = true
        case let other?:
            throw MeridianError(
                .invalidHostSetting, "MERIDIAN_LAMBDA_RESPONSE is '\(other)'; it can be buffer or stream")
        }
    }

    /// What requests say in their field Host.
    var authority: String { "\(host):\(port)" }

    /// Threads that serve invocations.
    var eventLoops: Int { concurrency == 1 ? 1 : min(concurrency, NIOSingletons.groupLoopCountSuggestion, 4) }
}
