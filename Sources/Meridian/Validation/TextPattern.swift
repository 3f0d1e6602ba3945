/// A pattern that a text matches or not, in time that grows with its length only.
///
/// Written as a regular expression that has these alone: characters, `.`, classes such as `[A-Za-z_-]` and `[^/]`, `\d`,
/// `\w`, `\s` and escaped characters, each followed by `?`, `*`, `+`, `{n}`, `{n,}` or `{n,m}` if it may be repeated.
/// There are no groups and no alternatives. The whole text must match.
public struct TextPattern: Sendable, CustomStringConvertible, ExpressibleByStringLiteral {
    public let description: String
    private let steps: [Step]

    private struct Step: Sendable {
        var set: ScalarSet
        var isOptional = false
        var isRepeated = false
    }

    /// - Returns: `nil` when the text is no pattern, or one with more than 1,000 steps when its repetitions are written
    ///   out.
    public init?(_ text: String) {
        description = text
        var reader = PatternReader(text)
        var steps: [Step] = []
        while !reader.isAtEnd {
            guard let set = reader.readSet(), let (least, most) = reader.readRepetition() else { return nil }
            steps += (0..<least).map { _ in Step(set: set) }
            if let most {
                steps += (least..<most).map { _ in Step(set: set, isOptional: true) }
            } else {
                steps.append(Step(set: set, isOptional: true, isRepeated: true))
            }
            guard steps.count <= 1_000 else { return nil }
        }
        self.steps = steps
    }

    /// A mistake in a literal ends the program as soon as the pattern is made.
    public init(stringLiteral text: String) {
        guard let pattern = TextPattern(text) else {
            preconditionFailure("'\(text)' is no TextPattern: see its documentation for what one has")
        }
        self = pattern
    }

    public func matches(_ text: some StringProtocol) -> Bool {
        // What has been matched so far ends before each of these steps.
        var places = [Bool](repeating: false, count: steps.count + 1)
        places[0] = true
        skipOptional(&places)
        var next = places
        for scalar in text.unicodeScalars {
            for index in next.indices { next[index] = false }
            for (index, step) in steps.enumerated() where places[index] && step.set.contains(scalar) {
                next[step.isRepeated ? index : index + 1] = true
            }
            skipOptional(&next)
            swap(&places, &next)
        }
        return places[steps.count]
    }

    private func skipOptional(_ places: inout [Bool]) {
        for (index, step) in steps.enumerated() where places[index] && step.isOptional { places[index + 1] = true }
    }
}

/// Characters that stand for each other in a pattern.
private struct ScalarSet: Sendable {
    var ranges: [ClosedRange<Unicode.Scalar>]
    var isInverted = false

    static func one(_ scalar: Unicode.Scalar) -> ScalarSet { ScalarSet(ranges: [scalar...scalar]) }

    func contains(_ scalar: Unicode.Scalar) -> Bool { ranges.contains { $0.contains(scalar) } != isInverted }

    /// What `\d`, `\w` and `\s` stand for, in ASCII.
    static func escaped(_ scalar: Unicode.Scalar) -> ScalarSet? {
        switch scalar {
        case "d": ScalarSet(ranges: ["0"..."9"])
        case "w": ScalarSet(ranges: ["a"..."z", "A"..."Z", "0"..."9", "_"..."_"])
        case "s": ScalarSet(ranges: [" "..." ", "\t"..."\r"])
        default: scalar.properties.isAlphabetic || ("0"..."9").contains(scalar) ? nil : one(scalar)
        }
    }
}

private struct PatternReader {
    private var rest: Substring.UnicodeScalarView

    init(_ text: String) {
        rest = Substring(text).unicodeScalars
    }

    var isAtEnd: Bool { rest.isEmpty }

    mutating func readSet() -> ScalarSet? {
        guard let scalar = rest.popFirst() else { return nil }
        switch scalar {
        case ".": return ScalarSet(ranges: ["\n"..."\n"], isInverted: true)
        case "[": return readClass()
        case "\\": return rest.popFirst().flatMap(ScalarSet.escaped)
        case "*", "+", "?", "{", "}", "(", ")", "|", "^", "$", "]": return nil
        default: return .one(scalar)
        }
    }

    private mutating func readClass() -> ScalarSet? {
        var set = ScalarSet(ranges: [])
        if rest.first == "^" {
            rest.removeFirst()
            set.isInverted = true
        }
        while let scalar = rest.popFirst() {
            if scalar == "]" { return set.ranges.isEmpty ? nil : set }
            if scalar == "\\" {
                guard let escaped = rest.popFirst().flatMap(ScalarSet.escaped) else { return nil }
                set.ranges += escaped.ranges
            } else if rest.first == "-", let last = rest.dropFirst().first, last != "]" {
                guard last != "\\", last >= scalar else { return nil }
                rest.removeFirst(2)
                set.ranges.append(scalar...last)
            } else {
                set.ranges.append(scalar...scalar)
            }
        }
        return nil
    }

    /// - Returns: The fewest and the most times; no most when there is no end; `nil` when it is malformed.
    mutating func readRepetition() -> (least: Int, most: Int?)? {
        switch rest.first {
        case "?":
            rest.removeFirst()
            return (0, 1)
        case "*":
            rest.removeFirst()
            return (0, nil)
        case "+":
            rest.removeFirst()
            return (1, nil)
        case "{":
            guard let end = rest.firstIndex(of: "}") else { return nil }
            let bounds = rest[rest.index(after: rest.startIndex)..<end]
                .split(separator: ",", maxSplits: 1, omittingEmptySubsequences: false).map { String($0) }
            rest = rest[rest.index(after: end)...]
            guard let least = Self.count(bounds[0]) else { return nil }
            if bounds.count == 1 { return (least, least) }
            if bounds[1].isEmpty { return (least, nil) }
            guard let most = Self.count(bounds[1]), most >= least else { return nil }
            return (least, most)
        default: return (1, 1)
        }
    }

    private static func count(_ text: String) -> Int? {
        guard !text.isEmpty, text.utf8.count <= 4, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
            return nil
        }
        return Int(text).flatMap { $0 <= 1_000 ? $0 : nil }
    }
}
