import Meridian
import MeridianCore
import NIOCore

/// Data that is not a payload but already the whole of what a trigger hands over, as `meridian event` prints it.
enum SampledData {
    /// A request: an object of `method` and `path`, and perhaps `headers` and `body`, and nothing else.
    static func request(_ data: JSONValue?) -> InvocationDocument? {
        guard let members = members(data, within: ["method", "path", "headers", "body"]),
            case .string(let method)? = members["method"], case .string(let path)? = members["path"]
        else { return nil }
        var wish = InvocationDocument(method: method, path: path)
        if let headers = members["headers"] {
            guard case .object(let fields) = headers else { return nil }
            wish.headers = fields.mapValues(\.text)
        }
        if let body = members["body"] {
            guard case .string(let text) = body else { return nil }
            wish.body = text
        }
        return wish
    }

    /// A run of a timer: an object of `time` and perhaps `payload`, and nothing else.
    static func timer(_ data: JSONValue?) -> (time: Timestamp, payload: String?)? {
        guard let members = members(data, within: ["time", "payload"]), case .string(let text)? = members["time"],
            let time = Timestamp(text)
        else { return nil }
        guard let payload = members["payload"] else { return (time, nil) }
        guard case .string(let text) = payload else { return nil }
        return (time, text)
    }

    /// A CloudEvent in structured mode: an object with the attributes that CloudEvents 1.0 requires.
    /// - Throws: ``ErrorCode/badEvent`` when it has them and is malformed all the same.
    static func event(_ data: JSONValue?) throws(MeridianError) -> CloudEvent<ByteBuffer>? {
        guard case .object(let members)? = data,
            ["specversion", "id", "source", "type"].allSatisfy({ members[$0] != nil })
        else { return nil }
        return try EventEnvelope(.object(members)).attributes
    }

    /// A batch of a queue: an array of objects of `id`, `attempt` and `body`, and nothing else.
    static func messages(_ data: JSONValue?) -> [QueueMessage<JSONValue>]? {
        guard case .array(let elements)? = data, !elements.isEmpty else { return nil }
        var messages: [QueueMessage<JSONValue>] = []
        for element in elements {
            guard let members = members(element, within: ["id", "attempt", "body"]), members.count == 3,
                case .string(let id)? = members["id"], case .integer(let attempt)? = members["attempt"],
                let count = Int(exactly: attempt), let body = members["body"]
            else { return nil }
            messages.append(QueueMessage(id: id, attempt: count, body: body))
        }
        return messages
    }

    private static func members(_ data: JSONValue?, within names: Set<String>) -> [String: JSONValue]? {
        guard case .object(let members)? = data, names.isSuperset(of: members.keys) else { return nil }
        return members
    }
}
