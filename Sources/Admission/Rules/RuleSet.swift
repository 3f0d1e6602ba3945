import JSONCodec
public import MeridianCore
public import NIOCore

/// All rules of a platform at a time, as they are stored, sent and replaced: in one step.
public struct RuleSet: Sendable, Hashable {
    /// The most rules at a time.
    public static let capacity = 100_000
    /// The longest name of a rule, in characters.
    public static let longestName = 100

    public var rules: [Rule]
    public var settings: AdmissionSettings

    public init(_ rules: [Rule] = [], settings: AdmissionSettings = AdmissionSettings()) {
        self.rules = rules
        self.settings = settings
    }

    /// What keeps these rules from being put in force; empty when nothing does.
    public var problems: [String] {
        var problems = RuleProblems()
        settings.check(&problems)
        if rules.count > Self.capacity {
            problems.add("there are \(rules.count) rules; there may be \(Self.capacity)")
        }
        var names: Set<String> = []
        for rule in rules {
            problems.place = "the rule '\(rule.name)'"
            rule.check(&problems)
            if !names.insert(rule.name).inserted { problems.add("another rule has the same name") }
        }
        return problems.messages
    }
}

extension Rule {
    func check(_ problems: inout RuleProblems) {
        let isVisible = name.utf8.allSatisfy { (0x21...0x7E).contains($0) && $0 != UInt8(ascii: "\"") }
        if name.isEmpty || name.utf8.count > RuleSet.longestName || !isVisible {
            problems.add(
                "a name is 1–\(RuleSet.longestName) visible ASCII characters without spaces and quotation marks")
        }
        switch kind {
        case .flow(let rule): rule.check(&problems)
        case .parameter(let rule): rule.check(&problems)
        case .system(let rule):
            rule.check(&problems)
            if target != .all { problems.add("a system rule is on *, not on \(target)") }
        case .breaker(let rule): rule.check(&problems)
        case .adaptive(let rule): rule.check(&problems)
        case .priority(let rule): rule.check(&problems)
        }
        switch kind {
        case .adaptive, .priority:
            if isDry { problems.add("\(kind.name) turns nothing away, so there is no dry run of it") }
        default: break
        }
    }
}

extension RuleSet: Codable {
    private enum CodingKeys: String, CodingKey, CaseIterable {
        case rules, settings
    }

    public init(from decoder: any Decoder) throws {
        try decoder.rejectUnknownKeys(CodingKeys.self)
        let container = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            try container.decodeIfPresent([Rule].self, forKey: .rules) ?? [],
            settings: try container.decodeIfPresent(AdmissionSettings.self, forKey: .settings) ?? AdmissionSettings())
    }
}

extension RuleSet {
    /// Reads rules from JSON and checks them.
    /// - Throws: ``MeridianError`` `MER-6201` for what can't be read, `MER-6202` for values that are out of range; both
    ///   say where, and the second says everything.
    public init(json: ByteBuffer) throws(MeridianError) {
        do {
            self = try JSON.decode(RuleSet.self, from: json)
        } catch let error as DecodingError {
            throw MeridianError(
                .rulesUnreadable, "the rules can't be read: \(Self.reason(error))", status: 400, cause: nil)
        } catch {
            throw MeridianError(.rulesUnreadable, "the rules can't be read", status: 400, cause: error)
        }
        try validate()
    }

    /// - Throws: ``MeridianError`` `MER-6202`.
    public func validate() throws(MeridianError) {
        let problems = problems
        guard !problems.isEmpty else { return }
        throw MeridianError(.rulesInvalid, problems.joined(separator: "; "), status: 400)
    }

    public func json() throws -> ByteBuffer {
        try JSON.encodeSorted(self)
    }

    private static func reason(_ error: DecodingError) -> String {
        let (path, text): ([any CodingKey], String) =
            switch error {
            case .keyNotFound(let key, let context): (context.codingPath, "'\(key.stringValue)' is missing")
            case .dataCorrupted(let context), .typeMismatch(_, let context), .valueNotFound(_, let context):
                (context.codingPath, (context.underlyingError as? JSONError)?.description ?? context.debugDescription)
            @unknown default: ([], "\(error)")
            }
        guard !path.isEmpty else { return text }
        let place = path.map { key in key.intValue.map { "[\($0)]" } ?? ".\(key.stringValue)" }.joined()
        return "at \(place.first == "." ? String(place.dropFirst()) : place): \(text)"
    }
}
