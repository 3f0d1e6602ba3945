import MeridianCore

// Each reads a parameter, checks it, and notes what is wrong with it. What `@Functions` writes for methods with rules;
// by hand:
//
//     var check = Validation()
//     let size = check.query("size", of: request, as: Int.self, default: 20, rules: [.range(1...100)])
//     let tag = check.query("tag", of: request, as: String?.self, rules: [.length(1...40)])
//     try check.finish()
//     return items(size: size!, tag: tag!)

extension Validation {
    /// What the violations that follow are about.
    private mutating func note(_ problem: Problem, _ name: String, _ place: String) {
        let isMissing = problem.detail?.hasSuffix("is missing") == true
        add(
            Violation(
                field: name, place: place, message: isMissing ? "is missing" : problem.reading(name),
                code: isMissing ? "missing" : "malformed"))
    }

    private mutating func take<Value, Plain>(
        _ name: String, _ place: ParameterPlace, _ rules: [Rule<Plain>], _ plain: (Value) -> Plain?,
        _ read: () throws(Problem) -> Value
    ) -> Value? {
        do {
            let value = try read()
            guard let subject = plain(value) else { return value }
            for rule in rules where !rule.holds(subject) {
                add(Violation(field: name, place: place.rawValue, message: rule.message, code: rule.code))
            }
            return value
        } catch {
            note(error, name, place.rawValue)
            return nil
        }
    }
}
