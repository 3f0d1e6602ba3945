import Isolates
import MeridianCore
import NIOCore

/// Heads between the wire and `serve.js`: fields are one text there, names and values in turn, each on a line of its own.
extension Isolate {
    func value(_ fields: HTTPFields) -> ScriptValue {
        // A field has four bytes of lengths on the wire, and two ends of lines here.
        value(latin1Capacity: fields.block.readableBytes) { text in
            var count = 0
            fields.forEach { name, value in
                if count > 0 { text.append(UnsafeRawBufferPointer("\n"), at: &count) }
                text.append(name, at: &count)
                text.append(UnsafeRawBufferPointer("\n"), at: &count)
                text.append(value, at: &count)
            }
            return count
        }
    }

    func url(of request: RequestHead) -> ScriptValue {
        request.fields.withFirstValue("x-forwarded-proto", or: "http") { scheme in
            request.fields.withFirstValue("host", or: "localhost") { host in
                request.target.withUnsafeReadableBytes { target in
                    value(latin1Capacity: scheme.count + 3 + host.count + target.count) { text in
                        var count = 0
                        text.append(scheme, at: &count)
                        text.append(UnsafeRawBufferPointer("://"), at: &count)
                        text.append(host, at: &count)
                        text.append(target, at: &count)
                        return count
                    }
                }
            }
        }
    }
}

extension UnsafeRawBufferPointer {
    fileprivate init(_ text: StaticString) {
        self.init(start: text.utf8Start, count: text.utf8CodeUnitCount)
    }
}

extension UnsafeMutableRawBufferPointer {
    fileprivate func append(_ bytes: UnsafeRawBufferPointer, at count: inout Int) {
        UnsafeMutableRawBufferPointer(rebasing: self[count...]).copyMemory(from: bytes)
        count += bytes.count
    }
}

extension HTTPFields {
    /// Calls `body` with the bytes of the first value under a lower-case name, or with others where there is none.
    fileprivate func withFirstValue<Result>(
        _ name: StaticString, or other: StaticString, _ body: (UnsafeRawBufferPointer) -> Result
    ) -> Result {
        var result: Result?
        withFirstValue(name) { result = body($0) }
        return result ?? body(UnsafeRawBufferPointer(other))
    }
}

extension RequestHead {
    /// The handler for a call that no caller made by path: its target is `/_meridian/KIND/FUNCTION`.
    var handlerName: String {
        let target = String(buffer: target)
        guard target.hasPrefix("/_meridian/") else { return "fetch" }
        switch target.dropFirst("/_meridian/".count).prefix(while: { $0 != "/" }) {
        case "timer": return "scheduled"
        case "queue": return "queue"
        case "event": return "event"
        default: return "fetch"
        }
    }
}

extension NativeArguments {
    /// Fields that belong to the transport.
    private static let dropped = [
        "connection", "keep-alive", "proxy-connection", "te", "trailer", "transfer-encoding", "upgrade",
    ].map { Array($0.utf8) }
    private static let length = Array("content-length".utf8)

    /// The head of an answer: its status is the second argument, its fields are the third.
    func responseHead(dropsLength: Bool) -> ResponseHead {
        var fields = HTTPFields()
        withLatin1(2) { text in
            fields = HTTPFields(capacity: text.count + 64)
            var rest = text[...]
            while !rest.isEmpty {
                let name = Self.line(of: &rest)
                let value = Self.line(of: &rest)
                if Self.dropped.contains(where: name.elementsEqual) || dropsLength && name.elementsEqual(Self.length) {
                    continue
                }
                fields.append(name: name, value: value)
            }
        }
        return ResponseHead(status: int(1), fields: fields)
    }

    private static func line(of rest: inout Slice<UnsafeRawBufferPointer>) -> UnsafeRawBufferPointer {
        let end = rest.firstIndex(of: UInt8(ascii: "\n")) ?? rest.endIndex
        let line = UnsafeRawBufferPointer(rebasing: rest[..<end])
        rest = rest[min(end + 1, rest.endIndex)...]
        return line
    }
}
