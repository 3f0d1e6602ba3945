import MeridianCore

/// Collects what is wrong with rules, so that everything is told at once.
struct RuleProblems {
    private(set) var messages: [String] = []
    /// What the next messages begin with.
    var place = ""

    mutating func add(_ message: String) {
        messages.append(place.isEmpty ? message : "\(place): \(message)")
    }

    mutating func need(_ isGood: Bool, _ key: String, _ value: Double, _ allowed: String) {
        if !isGood { add("\(key) is \(FunctionOptions.shown(value)); it must be \(allowed)") }
    }
}
