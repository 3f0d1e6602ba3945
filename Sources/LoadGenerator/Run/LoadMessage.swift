import MeridianCore
import NIOCore

/// The bytes of a request, made once and sent again and again.
enum LoadMessage {
    /// - Parameter attempt: 0 for the first try.
    static func bytes(of target: LoadTarget, to plan: LoadPlan, attempt: Int = 0) -> ByteBuffer {
        var text = "\(target.method) \(target.path) HTTP/1.1\r\n"
        let names = target.headers.keys.map { $0.lowercased() }
        if !names.contains("host") {
            let host = plan.host.contains(":") ? "[\(plan.host)]" : plan.host
            text += "host: \(host):\(plan.port)\r\n"
        }
        for (name, value) in target.headers.sorted(by: { $0.key < $1.key }) { text += "\(name): \(value)\r\n" }
        if attempt > 0 { text += "x-meridian-attempt: \(attempt + 1)\r\n" }
        if !target.body.isEmpty || target.method == .post || target.method == .put || target.method == .patch {
            text += "content-length: \(target.body.utf8.count)\r\n"
        }
        return ByteBuffer(string: text + "\r\n" + target.body)
    }
}
