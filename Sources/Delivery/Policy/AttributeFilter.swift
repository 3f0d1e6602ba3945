/// What an attribute of an event must be.
public struct AttributeFilter: Sendable, Equatable, Codable {
    public var exact: String?
    public var prefix: String?
    public var suffix: String?

    public init(exact: String? = nil, prefix: String? = nil, suffix: String? = nil) {
        self.exact = exact
        self.prefix = prefix
        self.suffix = suffix
    }

    var isEmpty: Bool { exact == nil && prefix == nil && suffix == nil }

    /// - Parameter value: `nil` when the event lacks the attribute; no filter lets it pass then.
    public func passes(_ value: String?) -> Bool {
        guard let value else { return false }
        if let exact, exact != value { return false }
        if let prefix, !value.hasPrefix(prefix) { return false }
        if let suffix, !value.hasSuffix(suffix) { return false }
        return true
    }
}
