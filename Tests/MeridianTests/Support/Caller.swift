import HTTPTransport
import JSONCodec
import Logging
import MeridianCore
import NIOCore
import NIOPosix

@testable import Meridian

/// Calls functions of a table in memory, the way a host would.
struct Caller {
    let table: FunctionTable
    let logs: LogRecorder
    let eventLoop = MultiThreadedEventLoopGroup.singleton.next()

    init(
        stage: String? = nil, environment: [String: String] = [:], @FunctionGroupBuilder _ functions: () -> FunctionList
    ) throws {
        let logs = LogRecorder()
        self.logs = logs
        table = try FunctionTable(
            functions: functions().functions, service: "tests",
            environment: Environment(environment.merging(stage.map { ["MERIDIAN_STAGE": $0] } ?? [:]) { $1 }),
            logs: .handler { _ in logs.handler() })
    }

    func call(
        _ method: HTTPMethod = .get, _ target: String = "/", fields: HTTPFields = HTTPFields(), body: String = "",
        function: Int = 0, trigger: Int = 0, timeout: TimeAmount? = nil
    ) async -> CollectedAnswer {
        await withCheckedContinuation { continuation in
            table.call(
                function: function, trigger: trigger,
                request: RequestHead(method: method, target: target, fields: fields), body: ByteBuffer(string: body),
                timeout: timeout, on: eventLoop
            ) { continuation.resume(returning: $0) }
        }
    }

    /// Begins a call whose body and back-pressure the test plays itself.
    func begin(
        _ method: HTTPMethod = .get, _ target: String = "/", fields: HTTPFields = HTTPFields(),
        timeout: TimeAmount? = nil
    ) async throws -> PlayedExchange {
        let exchange = PlayedExchange(eventLoop: eventLoop)
        try await eventLoop.submit {
            exchange.receiver = table.invoke(
                function: 0, trigger: 0, request: RequestHead(method: method, target: target, fields: fields),
                timeout: timeout, responder: exchange)
        }.get()
        return exchange
    }
}

extension CollectedAnswer {
    var text: String { String(buffer: body) }

    /// The members of a problem or another JSON object.
    var members: [String: JSONValue] {
        (try? JSON.decode([String: JSONValue].self, from: body)) ?? [:]
    }
}
