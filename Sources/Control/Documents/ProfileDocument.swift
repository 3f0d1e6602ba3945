public import Admission

/// A state of the platform under a name, such as that of a rush: the rules, and the instances that are kept ready.
public struct ProfileDocument: Sendable, Codable, Equatable {
    public var rules: RuleSet
    /// By function (`shop/checkout`), service (`shop/*`) or `*`. What is not named is as its manifest says.
    public var standby: [String: Int]

    public init(rules: RuleSet = RuleSet(), standby: [String: Int] = [:]) {
        self.rules = rules
        self.standby = standby
    }

    private enum CodingKeys: String, CodingKey {
        case rules, standby
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        rules = try container.decodeIfPresent(RuleSet.self, forKey: .rules) ?? RuleSet()
        standby = try container.decodeIfPresent([String: Int].self, forKey: .standby) ?? [:]
    }
}

/// `GET /v1/profiles`.
public struct ProfileListDocument: Sendable, Codable, Equatable {
    public var profiles: [String]
    /// The one that is applied; `nil` when the platform is in its own state.
    public var applied: String?

    public init(profiles: [String], applied: String?) {
        self.profiles = profiles
        self.applied = applied
    }
}

/// What a profile changes, or changed.
public struct ProfileChangeDocument: Sendable, Codable, Equatable {
    public struct Standby: Sendable, Codable, Equatable {
        public var on: String
        /// `nil` for what the manifest says.
        public var from: Int?
        public var to: Int?

        public init(on: String, from: Int?, to: Int?) {
            self.on = on
            self.from = from
            self.to = to
        }
    }

    /// The profile that is applied afterwards; `nil` for the platform's own state.
    public var profile: String?
    public var isDryRun: Bool
    /// Names of rules.
    public var added: [String]
    public var removed: [String]
    public var changed: [String]
    public var settingsChange: Bool
    public var standby: [Standby]

    /// What leads from one state to another.
    public init(_ profile: String?, from old: ProfileDocument, to new: ProfileDocument, isDryRun: Bool) {
        self.profile = profile
        self.isDryRun = isDryRun
        let former = Dictionary(old.rules.rules.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        let later = Dictionary(new.rules.rules.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        added = new.rules.rules.map(\.name).filter { former[$0] == nil }
        removed = old.rules.rules.map(\.name).filter { later[$0] == nil }
        changed = new.rules.rules.filter { rule in former[rule.name].map { $0 != rule } ?? false }.map(\.name)
        settingsChange = old.rules.settings != new.rules.settings
        standby = Set(old.standby.keys).union(new.standby.keys).sorted().compactMap { target in
            let (from, to) = (old.standby[target], new.standby[target])
            return from == to ? nil : Standby(on: target, from: from, to: to)
        }
    }
}
