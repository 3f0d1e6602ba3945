import MeridianCore

/// What an alias points at.
///
/// ```json
/// {"release": 13, "candidate": {"release": 14, "weight": 10},
///  "rules": [{"header": "x-tester", "equals": "yes", "release": 14}], "sticky": {"cookie": "session"}}
/// ```
/// A request goes to the release of the first rule that it matches. Of all others, the candidate gets as many of a hundred
/// as its weight says, those with the same value under `sticky` always the same way, and the release gets the rest.
///
/// With `pin`, a request that carries under that key the number of a release which the alias leads to, or led to before, goes
/// to that release, unless it opens a page.
public struct AliasTargets: Sendable, Hashable {
    /// The release that takes a share of the requests.
    public struct Candidate: Sendable, Hashable {
        public var release: Int
        /// Percent, 1–99.
        public var weight: Int

        public init(release: Int, weight: Int) {
            self.release = release
            self.weight = weight
        }
    }

    /// Where a request carries a value.
    public enum Key: Sendable, Hashable {
        case header(String)
        case cookie(String)
        /// A parameter of the query.
        case query(String)
    }

    /// Requests with one value go to one release: for testers.
    public struct Rule: Sendable, Hashable {
        public var key: Key
        public var equals: String
        public var release: Int

        public init(_ key: Key, equals: String, release: Int) {
            self.key = key
            self.equals = equals
            self.release = release
        }
    }

    public static let mostRules = 16

    public var release: Int
    public var candidate: Candidate?
    public var rules: [Rule]
    public var sticky: Key?
    public var pin: Key?

    public init(
        release: Int, candidate: Candidate? = nil, rules: [Rule] = [], sticky: Key? = nil, pin: Key? = nil
    ) {
        self.release = release
        self.candidate = candidate
        self.rules = rules
        self.sticky = sticky
        self.pin = pin
    }

    /// Every release that requests may be sent to.
    public var releases: Set<Int> {
        Set([release] + rules.map(\.release) + (candidate.map { [$0.release] } ?? []))
    }

    /// - Throws: ``ErrorCode/badAlias`` with what is wrong, status 400.
    func check() throws(MeridianError) {
        if let candidate {
            guard (1...99).contains(candidate.weight) else {
                throw Self.bad("candidate.weight is \(candidate.weight); it must be 1–99 percent")
            }
            guard candidate.release != release else {
                throw Self.bad("release and candidate are both \(release); leave the candidate out")
            }
        }
        guard rules.count <= Self.mostRules else {
            throw Self.bad("there are \(rules.count) rules; there may be \(Self.mostRules)")
        }
        for (index, rule) in rules.enumerated() {
            if let problem = rule.key.problem { throw Self.bad("rules[\(index)] \(problem)") }
            guard (1...200).contains(rule.equals.utf8.count) else {
                throw Self.bad("rules[\(index)].equals must have 1–200 bytes")
            }
        }
        if let problem = sticky?.problem { throw Self.bad("sticky \(problem)") }
        if let problem = pin?.problem { throw Self.bad("pin \(problem)") }
    }

    private static func bad(_ reason: String) -> MeridianError {
        MeridianError(.badAlias, "the alias can't be like this: \(reason)", status: 400)
    }
}

extension AliasTargets.Key {
    public var name: String {
        switch self {
        case .header(let name), .cookie(let name), .query(let name): name
        }
    }

    fileprivate var problem: String? {
        guard (1...100).contains(name.utf8.count) else { return "names a key that has not 1–100 bytes" }
        if case .query = self { return nil }
        return name.utf8.allSatisfy(HTTPSyntax.isToken) ? nil : "names '\(name)', which is no token (RFC 9110 §5.6.2)"
    }
}
