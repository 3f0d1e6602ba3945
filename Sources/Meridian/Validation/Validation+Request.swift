extension Validation {
    /// Reads a parameter, checks it, and notes what is wrong with it: what `@Functions` writes for methods with rules.
    ///
    /// ```swift
    /// var check = Validation()
    /// let size = check.read("size", in: .query, rules: sizeRules) { try request.query("size", as: Int.self) }
    /// try check.finish()
    /// return items(size: size!)
    /// ```
    /// - Parameters:
    ///   - name: As the caller knows it.
    ///   - place: Where it comes from.
    ///   - rules: All are checked.
    ///   - read: Reads it; a ``Problem`` is noted.
    /// - Returns: `nil` when it can't be read; then ``finish()`` throws.
    public mutating func read<Value>(
        _ name: String, in place: ParameterPlace, rules: [Rule<Value>] = [], _ read: () throws -> Value
    ) -> Value? {
        guard let value = attempt(name, place.rawValue, read) else { return nil }
        check(name, place, value, rules)
        return value
    }

    /// As ``read(_:in:rules:_:)``, for a parameter that may be missing: then it breaks no rule.
    public mutating func read<Value>(
        _ name: String, in place: ParameterPlace, rules: [Rule<Value>], _ read: () throws -> Value?
    ) -> Value?? {
        guard let value = attempt(name, place.rawValue, read) else { return nil }
        if let value { check(name, place, value, rules) }
        return .some(value)
    }

    /// Reads the body and notes what is wrong with it.
    /// - Returns: `nil` when something is; then ``finish()`` throws.
    public mutating func body<Value>(_ read: () throws -> Value) -> Value? { attempt("", "body", read) }

    private mutating func check<Value>(_ name: String, _ place: ParameterPlace, _ value: Value, _ rules: [Rule<Value>])
    {
        for rule in rules where !rule.holds(value) {
            add(Violation(field: name, place: place.rawValue, message: rule.message, code: rule.code))
        }
    }

    private mutating func attempt<Value>(_ name: String, _ place: String, _ read: () throws -> Value) -> Value? {
        do {
            return try read()
        } catch let problem as Problem {
            note(problem, name, place)
        } catch {
            add(Violation(field: name, place: place, message: "can't be read", code: "malformed"))
        }
        return nil
    }

    private mutating func note(_ problem: Problem, _ name: String, _ place: String) {
        if case .array(let errors)? = problem.extensions["errors"] {
            for violation in errors.compactMap(Violation.init(json:)) { add(violation) }
            return
        }
        var field = name
        if case .string(let text)? = problem.extensions["field"] { field = text }
        let detail = problem.detail ?? ""
        let message = detail.text(after: "'\(field)' ") ?? detail
        let isMissing = message == "is missing"
        add(
            Violation(field: field, place: place, message: message, code: isMissing ? "missing" : "malformed"))
    }
}

extension String {
    /// What follows the first occurrence of a text.
    fileprivate func text(after text: String) -> String? {
        var rest = self[...]
        while !rest.isEmpty {
            if rest.hasPrefix(text) { return String(rest.dropFirst(text.count)) }
            rest.removeFirst()
        }
        return nil
    }
}
