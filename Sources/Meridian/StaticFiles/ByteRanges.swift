/// The ranges that a `range` field asks for (RFC 9110 §14).
enum ByteRanges: Equatable {
    /// The whole: there is no range, or none that is understood or worth it.
    case whole
    /// In the order asked for; at least one.
    case parts([Range<Int>])
    /// None lies within the content.
    case unsatisfiable

    /// More ranges than a player or a viewer needs are a means to make a server work.
    private static let mostParts = 16

    /// - Parameters:
    ///   - field: The value of the field.
    ///   - length: The length of the content.
    init(_ field: String, length: Int) {
        guard field.lowercased().hasPrefix("bytes=") else {
            self = .whole
            return
        }
        let specs = field.dropFirst(6).split(separator: ",", omittingEmptySubsequences: false)
            .map { $0.filter { $0 != " " && $0 != "\t" } }.filter { !$0.isEmpty }
        var parts: [Range<Int>] = []
        for spec in specs {
            guard let dash = spec.firstIndex(of: "-") else {
                self = .whole
                return
            }
            let (first, last) = (spec[..<dash], spec[spec.index(after: dash)...])
            switch (Self.number(first), Self.number(last)) {
            case (let first?, let last?) where first <= last:
                if first < length { parts.append(first..<min(length, last &+ 1 > 0 ? last + 1 : length)) }
            case (let first?, nil) where last.isEmpty:
                if first < length { parts.append(first..<length) }
            case (nil, let suffix?) where first.isEmpty:
                if suffix > 0, length > 0 { parts.append(max(0, length - suffix)..<length) }
            default:
                self = .whole
                return
            }
        }
        guard !specs.isEmpty, specs.count <= Self.mostParts, parts.reduce(0, { $0 + $1.count }) <= length else {
            self = .whole
            return
        }
        self = parts.isEmpty ? .unsatisfiable : .parts(parts)
    }

    private static func number(_ text: some StringProtocol) -> Int? {
        guard !text.isEmpty, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        // What is too large for a number lies beyond every file.
        return Int(text) ?? Int.max
    }
}
