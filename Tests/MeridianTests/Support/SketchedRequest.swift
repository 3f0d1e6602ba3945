import MeridianCore
import NIOCore
import NIOPosix

@testable import Meridian

extension Request {
    /// A request that nobody serves.
    /// - Parameter pattern: The path of the function it is for.
    static func sketched(
        _ target: String = "/", fields: HTTPFields = HTTPFields(), pattern: String? = nil
    ) throws -> Request {
        let pattern = try pattern.map { try PathPattern($0) }
        let function = BoundFunction(Function("sketch") { _, _ in }, patterns: [pattern])
        let execution = Execution(
            function, trigger: function.triggers[0], table: try FunctionTable(functions: []),
            head: RequestHead(method: .get, target: target, fields: fields), timeout: nil,
            responder: CollectingResponder(eventLoop: MultiThreadedEventLoopGroup.singleton.next()) { _ in })
        return Request(execution: execution, body: ByteBuffer(), stream: nil)
    }
}
