import MeridianCore

extension Request {
    /// A parameter of the path, percent-decoded, by its name between the braces.
    /// - Throws: ``Problem`` (`MER-1101`, 400) that names the parameter when it is missing or is no `Value`.
    public func parameter<Value: ParameterConvertible>(
        _ name: String, as type: Value.Type = Value.self
    ) throws(Problem) -> Value {
        try convert(pathParameter(name), name, .path)
    }

    /// The first item of the query under a name.
    /// - Throws: ``Problem`` (`MER-1101`, 400) that names the item when it is missing or is no `Value`; an optional
    ///   type may be missing.
    public func query<Value: ParameterConvertible>(
        _ name: String, as type: Value.Type = Value.self
    ) throws(Problem) -> Value {
        try convert(queryValue(name), name, .query)
    }

    /// The first item of the query under a name, or `fallback` when there is none.
    /// - Throws: ``Problem`` (`MER-1101`, 400) when it is there and is no `Value`.
    public func query<Value: ParameterConvertible>(
        _ name: String, as type: Value.Type = Value.self, default fallback: @autoclosure () -> Value
    ) throws(Problem) -> Value {
        guard let text = queryValue(name) else { return fallback() }
        return try convert(text, name, .query)
    }

    /// The first header field under a name, in any case.
    /// - Throws: ``Problem`` (`MER-1101`, 400) that names the field when it is missing or is no `Value`; an optional
    ///   type may be missing.
    public func header<Value: ParameterConvertible>(
        _ name: String, as type: Value.Type = Value.self
    ) throws(Problem) -> Value {
        try convert(fields[name], name, .header)
    }

    /// The first header field under a name, or `fallback` when there is none.
    /// - Throws: ``Problem`` (`MER-1101`, 400) when it is there and is no `Value`.
    public func header<Value: ParameterConvertible>(
        _ name: String, as type: Value.Type = Value.self, default fallback: @autoclosure () -> Value
    ) throws(Problem) -> Value {
        guard let text = fields[name] else { return fallback() }
        return try convert(text, name, .header)
    }

    /// A cookie by its name (case-sensitive).
    /// - Throws: ``Problem`` (`MER-1101`, 400) that names the cookie when it is missing or is no `Value`; an
    ///   optional type may be missing.
    public func cookie<Value: ParameterConvertible>(
        _ name: String, as type: Value.Type = Value.self
    ) throws(Problem) -> Value {
        try convert(cookies[name], name, .cookie)
    }

    /// A cookie by its name (case-sensitive), or `fallback` when there is none.
    /// - Throws: ``Problem`` (`MER-1101`, 400) when it is there and is no `Value`.
    public func cookie<Value: ParameterConvertible>(
        _ name: String, as type: Value.Type = Value.self, default fallback: @autoclosure () -> Value
    ) throws(Problem) -> Value {
        guard let text = cookies[name] else { return fallback() }
        return try convert(text, name, .cookie)
    }

    func queryValue(_ name: String) -> String? {
        withHead { $0.queryValue(name) }
    }

    func pathParameter(_ name: String) -> String? {
        guard let pattern else { return nil }
        return withHead { $0.target.withUnsafeReadableBytes { pattern.value(of: name, in: $0) } }
    }

    private func convert<Value: ParameterConvertible>(
        _ text: String?, _ name: String, _ place: ParameterPlace
    ) throws(Problem) -> Value {
        guard let text else {
            guard let value = Value.whenMissing else { throw .missing(name, place) }
            return value
        }
        guard let value = Value(parameter: text) else { throw .malformed(name, place, text, Value.self) }
        return value
    }
}
