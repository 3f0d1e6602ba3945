/// A pattern for names of functions in a list of them: a ``Glob``, or `!` and a glob for names that are taken out again.
public struct NamePattern: Hashable, Sendable, CustomStringConvertible {
    public let glob: Glob
    /// Whether names that fit are taken out of what the patterns before it have named.
    public let isExcluding: Bool

    public static let syntaxRule =
        "* and ? stand for characters, and ! at the beginning takes functions out; []{}() and \\ may not stand in it"

    /// `nil` when what follows the `!` is no glob.
    public init?(_ text: String) {
        isExcluding = text.hasPrefix("!")
        guard let glob = Glob(String(text.dropFirst(isExcluding ? 1 : 0))) else { return nil }
        self.glob = glob
    }

    public var description: String { (isExcluding ? "!" : "") + glob.description }

    /// The pattern by which a name is in a list; `nil` when it is not. The last one that fits decides, and a list that begins
    /// by taking names out has all others, as with micromatch.
    static func selecting(_ name: String, among patterns: [Located<NamePattern>]) -> Located<NamePattern>? {
        let fitting = patterns.last { $0.value.glob.matches(name) }
        if let fitting { return fitting.value.isExcluding ? nil : fitting }
        return patterns.first.flatMap { $0.value.isExcluding ? $0 : nil }
    }
}
