public import MeridianCore
public import NIOCore

/// A call of a function as it waits in a queue: what the function will get, without the release that will get it.
public struct QueuedCall: Sendable, Equatable {
    /// The kind of trigger that is called.
    public enum Kind: String, Sendable {
        case http, timer, event, queue
        /// None: the body is the event of a program with the contract lambda.
        case direct
    }

    public var kind: Kind
    /// The position of the trigger when the call was accepted. A later release may have it elsewhere.
    public var trigger: Int
    public var method: HTTPMethod
    public var target: String
    public var fields: HTTPFields
    public var body: ByteBuffer

    public init(
        kind: Kind, trigger: Int, method: HTTPMethod = .post, target: String, fields: HTTPFields, body: ByteBuffer
    ) {
        self.kind = kind
        self.trigger = trigger
        self.method = method
        self.target = target
        self.fields = fields
        self.body = body
    }
}

extension QueuedCall {
    /// Everything but the body as text: a line of kind, trigger, method and target, then a line for each field.
    public var head: String {
        var text = "\(kind.rawValue) \(trigger) \(method) \(target)\n"
        fields.forEach { name, value in
            text += String(decoding: name, as: UTF8.self)
            text += ": "
            text += String(decoding: value, as: UTF8.self)
            text += "\n"
        }
        return text
    }

    /// - Returns: `nil` when the head is not what ``head`` writes.
    public init?(head: String, body: ByteBuffer) {
        var lines = head.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)[...]
        guard lines.popLast()?.isEmpty == true, let first = lines.popFirst() else { return nil }
        let words = first.split(separator: UInt8(ascii: " "), omittingEmptySubsequences: false)
        guard words.count == 4, let kind = Kind(rawValue: String(words[0]) ?? ""),
            let trigger = Int(String(words[1]) ?? ""), trigger >= 0,
            !words[2].isEmpty, words[2].allSatisfy(HTTPSyntax.isToken),
            !words[3].isEmpty, words[3].allSatisfy(HTTPSyntax.isTarget),
            let method = String(words[2]), let target = String(words[3])
        else { return nil }
        var fields = HTTPFields(capacity: head.utf8.count)
        for line in lines {
            guard let mark = line.firstIndex(of: UInt8(ascii: ":")), mark != line.startIndex else { return nil }
            let name = line[..<mark]
            let value = line[line.index(after: mark)...]
            guard name.allSatisfy(HTTPSyntax.isLowercaseToken), value.first == UInt8(ascii: " "),
                value.allSatisfy(HTTPSyntax.isFieldValue), let nameText = String(name),
                let valueText = String(value.dropFirst())
            else { return nil }
            fields.append(nameText, valueText)
        }
        self.init(
            kind: kind, trigger: trigger, method: HTTPMethod(method), target: target, fields: fields, body: body)
    }
}
