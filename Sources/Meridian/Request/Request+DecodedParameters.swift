import JSONCodec
import MeridianCore

// Parameters of types that are not ``ParameterConvertible`` but decode from one string, number or boolean, as `UUID`,
// `Date`, `URL` and enumerations with raw values do.

extension Request {
    /// A parameter of the path, percent-decoded, by its name between the braces.
    /// - Throws: ``Problem`` (`MER-1101`, 400) that names the parameter when it is missing or is no `Value`; an optional
    ///   type may be missing.
    @_disfavoredOverload
    public func parameter<Value: Decodable>(_ name: String, as type: Value.Type = Value.self) throws(Problem) -> Value {
        try decode(pathParameter(name), name, .path)
    }

    /// The first item of the query under a name.
    /// - Throws: ``Problem`` (`MER-1101`, 400) that names the item when it is missing or is no `Value`; an optional
    ///   type may be missing.
    @_disfavoredOverload
    public func query<Value: Decodable>(_ name: String, as type: Value.Type = Value.self) throws(Problem) -> Value {
        try decode(queryValue(name), name, .query)
    }

    /// The first item of the query under a name, or `fallback` when there is none.
    /// - Throws: ``Problem`` (`MER-1101`, 400) when it is there and is no `Value`.
    @_disfavoredOverload
    public func query<Value: Decodable>(
        _ name: String, as type: Value.Type = Value.self, default fallback: @autoclosure () -> Value
    ) throws(Problem) -> Value {
        guard let text = queryValue(name) else { return fallback() }
        return try decode(text, name, .query)
    }

    /// The first header field under a name, in any case.
    /// - Throws: ``Problem`` (`MER-1101`, 400) that names the field when it is missing or is no `Value`; an optional
    ///   type may be missing.
    @_disfavoredOverload
    public func header<Value: Decodable>(_ name: String, as type: Value.Type = Value.self) throws(Problem) -> Value {
        try decode(fields[name], name, .header)
    }

    /// The first header field under a name, in any case, or `fallback` when there is none.
    /// - Throws: ``Problem`` (`MER-1101`, 400) when it is there and is no `Value`.
    @_disfavoredOverload
    public func header<Value: Decodable>(
        _ name: String, as type: Value.Type = Value.self, default fallback: @autoclosure () -> Value
    ) throws(Problem) -> Value {
        guard let text = fields[name] else { return fallback() }
        return try decode(text, name, .header)
    }

    /// A cookie by its name (case-sensitive).
    /// - Throws: ``Problem`` (`MER-1101`, 400) that names the cookie when it is missing or is no `Value`; an optional
    ///   type may be missing.
    @_disfavoredOverload
    public func cookie<Value: Decodable>(_ name: String, as type: Value.Type = Value.self) throws(Problem) -> Value {
        try decode(cookies[name], name, .cookie)
    }

    /// A cookie by its name (case-sensitive), or `fallback` when there is none.
    /// - Throws: ``Problem`` (`MER-1101`, 400) when it is there and is no `Value`.
    @_disfavoredOverload
    public func cookie<Value: Decodable>(
        _ name: String, as type: Value.Type = Value.self, default fallback: @autoclosure () -> Value
    ) throws(Problem) -> Value {
        guard let text = cookies[name] else { return fallback() }
        return try decode(text, name, .cookie)
    }

    private func decode<Value: Decodable>(
        _ text: String?, _ name: String, _ place: ParameterPlace
    ) throws(Problem) -> Value {
        guard let text else {
            guard let type = Value.self as? any Absent.Type, let value = type.absent as? Value else {
                throw .missing(name, place)
            }
            return value
        }
        do {
            return try TextValue.decode(Value.self, from: text)
        } catch {
            throw .malformed(name, place, text, Value.self)
        }
    }
}

/// A type with a value for what is not there.
private protocol Absent {
    static var absent: Any { get }
}

extension Optional: Absent {
    fileprivate static var absent: Any { Self.none as Any }
}
