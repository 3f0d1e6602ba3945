/// A pattern for names and paths: `?` stands for one character and `*` for any number of them, neither for `/`;
/// `**` between slashes stands for any number of directories.
public struct Glob: Hashable, Sendable, CustomStringConvertible {
    public let description: String
    private let parts: [[UInt8]]

    public static let syntaxRule =
        "* and ? stand for characters, ** for directories; []{}!() and \\ may not stand in it"

    /// `nil` for an empty pattern, and one with signs that other tools have and this one does not.
    public init?(_ text: String) {
        guard !text.isEmpty, !text.contains(where: { "[]{}!()\\".contains($0) }) else { return nil }
        description = text
        var trimmed = text.hasPrefix("./") ? text.dropFirst(2) : text[...]
        if trimmed.hasSuffix("/") { trimmed = trimmed.dropLast() }
        parts = Self.split(trimmed)
    }

    /// Whether the whole of `path` fits.
    public func matches(_ path: String) -> Bool { matches(Self.split(path[...])[...]) }

    /// Whether `path` fits, or stands below a directory that does.
    public func covers(_ path: String) -> Bool {
        let path = Self.split(path[...])
        return (1...path.count).contains { matches(path[..<$0]) }
    }

    private func matches(_ path: ArraySlice<[UInt8]>) -> Bool {
        Self.matches(parts, Array(path), isStar: { $0 == [0x2A, 0x2A] }) { pattern, part in
            Self.matches(pattern, part, isStar: { $0 == 0x2A }) { $0 == $1 || $0 == 0x3F }
        }
    }

    /// Where what follows a star does not fit, the star takes one element more; only the last star ever needs to.
    private static func matches<Element>(
        _ pattern: [Element], _ subject: [Element], isStar: (Element) -> Bool, fits: (Element, Element) -> Bool
    ) -> Bool {
        var (next, place) = (0, 0)
        var retry: (next: Int, place: Int)?
        while next < pattern.count || place < subject.count {
            if next < pattern.count, isStar(pattern[next]) {
                next += 1
                retry = (next, place)
            } else if next < pattern.count, place < subject.count, fits(pattern[next], subject[place]) {
                next += 1
                place += 1
            } else if let last = retry, last.place < subject.count {
                retry = (last.next, last.place + 1)
                (next, place) = (last.next, last.place + 1)
            } else {
                return false
            }
        }
        return true
    }

    private static func split(_ text: Substring) -> [[UInt8]] {
        text.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false).map(Array.init)
    }
}
