import MeridianCore

/// Collects everything that is wrong with a request or a value, so that its sender is told at once.
public struct Validation: Sendable {
    /// A rule that was checked, whether it was kept or not.
    package struct Checked: Sendable {
        package var field: String
        package var schema: [String: JSONValue]
    }

    /// The most that are kept of what is wrong.
    private static let limit = 100

    /// What is wrong, in the order in which it was found; the first hundred.
    public private(set) var violations: [Violation] = []
    private var place: String
    private var prefix = ""
    /// `nil` when nobody wants to know.
    private var recorded: [Checked]?

    public init() {
        self.init(of: "body")
    }

    init(of place: String) {
        self.place = place
    }

    /// The rules that a value checks of itself.
    package static func rules(checkedBy value: some Validatable) -> [Checked] {
        var check = Validation()
        check.recorded = []
        value.validate(&check)
        return check.recorded ?? []
    }

    /// Checks a field.
    /// - Parameters:
    ///   - name: As the body calls it.
    ///   - value: What it holds.
    ///   - rules: All are checked.
    public mutating func field<Value>(_ name: String, _ value: Value, _ rules: Rule<Value>...) {
        field(name, value, rules: rules)
    }

    /// Checks a field that may be missing: then it breaks no rule.
    public mutating func field<Value>(_ name: String, _ value: Value?, _ rules: Rule<Value>...) {
        field(name, value, rules: rules)
    }

    private mutating func field<Value>(_ name: String, _ value: Value?, rules: [Rule<Value>]) {
        for rule in rules {
            if recorded != nil {
                let checked = Checked(field: join(name), schema: rule.schema)
                recorded?.append(checked)
            }
            if let value, !rule.holds(value) { fail(name, rule.message, code: rule.code) }
        }
    }

    /// Checks a field whose value checks itself.
    public mutating func nested(_ name: String, _ value: (some Validatable)?) {
        guard let value else { return }
        inside(name) { value.validate(&$0) }
    }

    /// Checks the elements of a field, which check themselves.
    public mutating func each(_ name: String, _ elements: [some Validatable]) {
        inside(name) { elements.validate(&$0) }
    }

    /// Notes that something is wrong with a field.
    /// - Parameters:
    ///   - name: As the body calls it.
    ///   - message: Completes the name to a sentence, such as `must not be before 'first'`.
    ///   - code: Names the kind of rule for programs.
    public mutating func fail(_ name: String, _ message: String, code: String = "check") {
        add(Violation(field: join(name), place: place, message: message, code: code))
    }

    mutating func add(_ violation: Violation) {
        if violations.count < Self.limit { violations.append(violation) }
    }

    mutating func inside(_ name: String, _ body: (inout Validation) -> Void) {
        let outer = prefix
        prefix = join(name)
        body(&self)
        prefix = outer
    }

    private func join(_ name: String) -> String {
        prefix.isEmpty ? name : name.hasPrefix("[") ? prefix + name : "\(prefix).\(name)"
    }

    /// - Throws: ``Problem`` (`MER-1610`) with the member `errors` when anything is wrong: 422 when it is the body's
    ///   content alone, 400 otherwise.
    public func finish() throws(Problem) {
        guard !violations.isEmpty else { return }
        throw problem
    }

    private var problem: Problem {
        let isContent = violations.allSatisfy { $0.place == "body" && !["malformed", "missing"].contains($0.code) }
        let first = violations[0]
        let noun = ParameterPlace(rawValue: first.place)?.noun ?? "field"
        let subject = first.field.isEmpty ? "the request" : "the \(noun) '\(first.field)'"
        let more = violations.count > 1 ? "; 'errors' lists all \(violations.count) that are wrong" : ""
        return Problem(
            .invalidRequest, "\(subject) \(first.message)\(more)",
            status: isContent ? 422 : 400,
            extensions: [
                "field": .string(first.field), "in": .string(first.place),
                "errors": .array(violations.map(\.json)),
            ])
    }
}
