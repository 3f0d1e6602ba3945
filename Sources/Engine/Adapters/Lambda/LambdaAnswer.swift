import JSONCodec
import MeridianCore
import NIOCore

/// What a function written for Lambda answers, as a response.
enum LambdaAnswer {
    /// - Parameters:
    ///   - isHTTP: Whether a request led to it. The answer is then read by the payload format 2.0: an object with
    ///     `statusCode` tells the response, any other value is its body. Otherwise it is the body as it is.
    ///   - title: Names the program in messages.
    static func decode(
        _ payload: ByteBuffer, isHTTP: Bool, title: String
    ) throws(MeridianError) -> (head: ResponseHead, body: ByteBuffer) {
        let json: HTTPFields = ["content-type": "application/json"]
        guard isHTTP else { return (ResponseHead(fields: json), payload) }
        var document = Document()
        var isText = false
        var isJSON = true
        payload.withUnsafeReadableBytes { bytes in
            var reader = JSONReader(bytes)
            do throws(JSONError) {
                switch try reader.next() {
                case .object: document = try Document(&reader)
                case .string:
                    isText = true
                    document.body = try reader.readString()
                default: try reader.skipValue()
                }
                try reader.finish()
            } catch {
                isJSON = false
            }
        }
        guard isJSON else {
            // A shell script that answers with plain text is a program, too.
            return (ResponseHead(fields: ["content-type": "text/plain; charset=utf-8"]), payload)
        }
        if isText { return (ResponseHead(fields: json), ByteBuffer(string: document.body)) }
        guard document.status != nil else { return (ResponseHead(fields: json), payload) }
        let head = try document.head(title)
        guard document.isBase64 else { return (head, ByteBuffer(string: document.body)) }
        guard let bytes = Base64.standard.decode(document.body) else {
            throw MeridianError(
                .malformedResponse, "the answer of \(title) says that its body is Base64, which it is not", status: 502)
        }
        return (head, ByteBuffer(bytes: bytes))
    }

    /// The head of a streamed answer.
    /// - Parameter document: `{"statusCode": …, "headers": {…}, "cookies": […]}`
    static func head(_ document: ByteBuffer) throws(MeridianError) -> ResponseHead {
        var failure: JSONError?
        var result = Document()
        document.withUnsafeReadableBytes { bytes in
            var reader = JSONReader(bytes)
            do throws(JSONError) {
                result = try Document(&reader)
                try reader.finish()
            } catch {
                failure = error
            }
        }
        if let failure { throw MeridianError(.malformedResponse, failure.description, status: 502) }
        return try result.head("the program")
    }

    private struct Document {
        var status: Int?
        var fields = HTTPFields()
        var body = ""
        var isBase64 = false

        init() {}

        init(_ reader: inout JSONReader) throws(JSONError) {
            try reader.beginObject()
            while let key = try reader.nextKey() {
                let kind = try reader.next()
                switch key {
                case "statusCode" where kind == .number: status = try reader.readInteger(Int.self)
                case "statusCode" where kind == .string: status = Int(try reader.readString())
                case "headers" where kind == .object: try readFields(&reader)
                case "multiValueHeaders" where kind == .object: try readFields(&reader)
                case "cookies" where kind == .array:
                    try reader.beginArray()
                    while try reader.nextElement() { fields.append("set-cookie", try reader.readString()) }
                case "body" where kind == .string: body = try reader.readString()
                case "isBase64Encoded" where kind == .bool: isBase64 = try reader.readBool()
                default: try reader.skipValue()
                }
            }
        }

        private mutating func readFields(_ reader: inout JSONReader) throws(JSONError) {
            try reader.beginObject()
            while let name = try reader.nextKey() {
                if try reader.next() == .array {
                    try reader.beginArray()
                    while try reader.nextElement() { add(name, try value(&reader)) }
                } else {
                    add(name, try value(&reader))
                }
            }
        }

        private func value(_ reader: inout JSONReader) throws(JSONError) -> String? {
            switch try reader.next() {
            case .string: return try reader.readString()
            case .bool: return String(try reader.readBool())
            case .number:
                let number = try reader.readDouble()
                return Int(exactly: number).map(String.init) ?? String(number)
            default:
                try reader.skipValue()
                return nil
            }
        }

        /// A name that is no token is left out, as API Gateway does.
        private mutating func add(_ name: String, _ value: String?) {
            guard let value, !name.isEmpty, name.utf8.allSatisfy(HTTPSyntax.isToken) else { return }
            fields.append(name, value)
        }

        func head(_ title: String) throws(MeridianError) -> ResponseHead {
            let status = status ?? 200
            guard (200...599).contains(status) else {
                throw MeridianError(
                    .malformedResponse, "the answer of \(title) has the statusCode \(status); it must be 200–599",
                    status: 502
                )
            }
            var head = ResponseHead(status: status, fields: fields)
            // The length is that of the body as it leaves here.
            head.fields.remove("content-length")
            if !head.fields.contains("content-type") { head.fields.append("content-type", "application/json") }
            return head
        }
    }
}
