import JSONCodec
import MeridianCore
import NIOCore

extension Request {
    /// Reads the whole body as JSON.
    /// - Throws: ``Problem`` (`MER-1102`, 400) that names the field where decoding stopped.
    public func decode<Value: Decodable>(_ type: Value.Type = Value.self) throws(Problem) -> Value {
        do {
            return try JSON.decode(type, from: body)
        } catch {
            throw .undecodable(error, code: .badBody, subject: "the request body", type: type)
        }
    }

    /// Reads the whole body as JSON, or takes `fallback` when there is no body.
    /// - Throws: ``Problem`` (`MER-1102`, 400) that names the field where decoding stopped.
    public func decode<Value: Decodable>(
        _ type: Value.Type = Value.self, default fallback: @autoclosure () -> Value
    ) throws(Problem) -> Value {
        body.readableBytes == 0 ? fallback() : try decode(type)
    }

    /// Reads the whole body as JSON and checks the value.
    /// - Throws: ``Problem``: `MER-1102` (400) that names the field where decoding stopped, `MER-1610` (422) that lists
    ///   what breaks a rule.
    public func decode<Value: Decodable & Validatable>(_ type: Value.Type = Value.self) throws(Problem) -> Value {
        let value: Value
        do {
            value = try JSON.decode(type, from: body)
        } catch {
            throw .undecodable(error, code: .badBody, subject: "the request body", type: type)
        }
        var check = Validation()
        value.validate(&check)
        try check.finish()
        return value
    }

    /// Reads the whole body as JSON and checks the value, or takes `fallback` when there is no body.
    /// - Throws: As ``decode(_:)-(Value.Type)``.
    public func decode<Value: Decodable & Validatable>(
        _ type: Value.Type = Value.self, default fallback: @autoclosure () -> Value
    ) throws(Problem) -> Value {
        body.readableBytes == 0 ? fallback() : try decode(type)
    }

    /// The body as text.
    public var text: String { String(buffer: body) }
}
