/// The field `accept-language` (RFC 9110 §12.5.4).
struct AcceptLanguage {
    struct Range: Hashable {
        /// A language tag as it came, or `*`.
        var tag: String
        /// In thousandths.
        var weight: Int
    }

    /// Nobody knows more languages; further ones are passed over.
    private static let maxRanges = 32

    /// The heaviest first; those of one weight in their order. Those of weight 0 are not wanted at all.
    let ranges: [Range]

    /// - Parameter values: Of all fields of the name. What is malformed in them is passed over.
    init(_ values: [String]) {
        var ranges: [Range] = []
        for value in values {
            for element in value.split(separator: ",") where ranges.count < Self.maxRanges {
                if let range = Self.range(element) { ranges.append(range) }
            }
        }
        self.ranges = ranges.enumerated().sorted { ($1.element.weight, $0.offset) < ($0.element.weight, $1.offset) }
            .map(\.element)
    }

    /// The language in which somebody is answered.
    /// - Parameters:
    ///   - languages: Those there are, by their tags in lower case.
    ///   - fallback: What is meant by `*`.
    /// - Returns: `nil` when none is wanted.
    func choice(among languages: [String: String], fallback: String) -> String? {
        let refused = ranges.filter { $0.weight == 0 }.map { $0.tag.lowercased() }
        let wanted = Set(ranges.filter { $0.weight > 0 }.map { $0.tag.lowercased() })
        func isRefused(_ tag: String) -> Bool {
            !wanted.contains(tag) && refused.contains { tag == $0 || tag.hasPrefix($0 + "-") }
        }
        for range in ranges where range.weight > 0 {
            if range.tag == "*" {
                if !isRefused(fallback.lowercased()) { return fallback }
                continue
            }
            for tag in LanguageTag.chain(of: range.tag) {
                if let language = languages[tag], !isRefused(tag) { return language }
            }
        }
        return nil
    }

    private static func range(_ element: Substring) -> Range? {
        let parts = element.split(separator: ";", omittingEmptySubsequences: false).map(trimmed)
        guard parts[0] == "*" || LanguageTag.isWellFormed(parts[0]) else { return nil }
        switch parts.count {
        case 1: return Range(tag: String(parts[0]), weight: 1_000)
        case 2: return weight(parts[1]).map { Range(tag: String(parts[0]), weight: $0) }
        default: return nil
        }
    }

    /// `q=0.8` in thousandths.
    private static func weight(_ text: Substring) -> Int? {
        guard text.lowercased().hasPrefix("q="), let digit = text.dropFirst(2).first else { return nil }
        let fraction = text.dropFirst(3)
        guard digit == "0" || digit == "1", fraction.isEmpty || fraction.first == ".", fraction.utf8.count <= 4,
            fraction.dropFirst().utf8.allSatisfy({ (0x30...0x39).contains($0) })
        else { return nil }
        let digits = fraction.dropFirst() + String(repeating: "0", count: 3 - fraction.dropFirst().count)
        let weight = (digit == "1" ? 1_000 : 0) + Int(digits)!
        return weight <= 1_000 ? weight : nil
    }

    private static func trimmed(_ text: Substring) -> Substring {
        var text = text.drop { $0 == " " || $0 == "\t" }
        while let last = text.last, last == " " || last == "\t" { text.removeLast() }
        return text
    }
}
