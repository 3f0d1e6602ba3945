import JSONCodec
package import MeridianCore
package import NIOCore

extension TimerEvent {
    /// The run as a function is called with it.
    package func request() -> (head: RequestHead, body: ByteBuffer) {
        // Two optional strings can always be written.
        let body = (try? JSON.encodeSorted(self)) ?? ByteBuffer()
        return (RequestHead(method: .post, target: "/", fields: ["content-type": "application/json"]), body)
    }
}

extension QueueMessage where Body: Encodable {
    /// A batch as a function is called with it.
    package static func request(_ batch: [QueueMessage]) throws -> (head: RequestHead, body: ByteBuffer) {
        let body = try JSON.encode(batch)
        return (RequestHead(method: .post, target: "/", fields: ["content-type": "application/json"]), body)
    }
}
