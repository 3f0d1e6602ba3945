import MeridianCore
import NIOCore
import Persistence

/// Keys that come from outside, in the form that queues take.
enum QueueKey {
    /// A key as it is, or when it is too long or has what keys may not have, the SHA-256 of it.
    static func shortened(_ text: String) -> String {
        guard (1...400).contains(text.utf8.count), !text.utf8.contains(0) else {
            return "sha256:\(BlobDigest(of: ByteBuffer(string: text)))"
        }
        return text
    }
}

extension CloudEvent {
    /// CloudEvents 1.0 §3.1: an event is the same when source and id are.
    var idempotencyKey: String { QueueKey.shortened("\(source) \(id)") }

    /// Events with the same `partitionkey` (the partitioning extension of CloudEvents) come one after the other.
    var orderingKey: String? { extensions["partitionkey"].map { QueueKey.shortened($0) } }

    /// - Parameter name: Of an attribute of the specification or of an extension.
    func attribute(_ name: String) -> String? {
        switch name {
        case "id": id
        case "source": source
        case "type": type
        case "subject": subject
        case "time": time
        case "datacontenttype": dataContentType
        case "dataschema": dataSchema
        default: extensions[name]
        }
    }
}
