public import Admission

/// What the rules in force did: `GET /v1/rules?counts`.
public struct RuleCountsDocument: Sendable, Codable, Equatable {
    public struct Rule: Sendable, Codable, Equatable {
        public var rule: Admission.Rule
        /// Requests that it turned away since it is in force.
        public var rejected: Int
        /// Those that it would have, while it was dry.
        public var wouldReject: Int

        public init(rule: Admission.Rule, rejected: Int, wouldReject: Int) {
            self.rule = rule
            self.rejected = rejected
            self.wouldReject = wouldReject
        }
    }

    /// What the unit turned away by itself, since the platform started.
    public struct Unit: Sendable, Codable, Equatable {
        public var overload: Int
        public var retries: Int
        public var deadline: Int
        /// Requests that were admitted and wait for an instance now.
        public var waiting: Int
        /// Whether requests are turned away now because others wait too long.
        public var isShedding: Bool
        /// Requests a second that it was seen to begin at its limit; `nil` until it was there.
        public var capacity: Double?

        public init(
            overload: Int, retries: Int, deadline: Int, waiting: Int, isShedding: Bool, capacity: Double?
        ) {
            self.overload = overload
            self.retries = retries
            self.deadline = deadline
            self.waiting = waiting
            self.isShedding = isShedding
            self.capacity = capacity
        }
    }

    /// For `If-Match`.
    public var version: String
    public var rules: [Rule]
    public var unit: Unit

    public init(version: String, rules: [Rule], unit: Unit) {
        self.version = version
        self.rules = rules
        self.unit = unit
    }
}

/// What a change of the rules led to.
public struct RuleVersionDocument: Sendable, Codable, Equatable {
    /// Of the rules that are in force now, for `If-Match`.
    public var version: String
    /// How many there are.
    public var rules: Int
    /// From the request to the moment every event loop held to them, in milliseconds.
    public var milliseconds: Double

    public init(version: String, rules: Int, milliseconds: Double) {
        self.version = version
        self.rules = rules
        self.milliseconds = milliseconds
    }
}
