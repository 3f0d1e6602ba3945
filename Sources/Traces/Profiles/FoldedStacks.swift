/// Samples of call stacks, counted: `main;work;sort 42` in the form of B. Gregg's flame graphs
/// (https://www.brendangregg.com/flamegraphs.html).
public struct FoldedStacks: Sendable, Equatable {
    /// By the names of the frames from the root.
    public private(set) var counts: [[String]: Int] = [:]

    public init() {}

    public var total: Int { counts.values.reduce(0, +) }

    public mutating func add(_ stack: [String], count: Int = 1) {
        guard !stack.isEmpty, count > 0 else { return }
        counts[stack, default: 0] += count
    }

    /// How often each frame was the one that ran, the most often first.
    public var innermost: [(frame: String, count: Int)] {
        var sums: [String: Int] = [:]
        for (stack, count) in counts { sums[stack[stack.count - 1], default: 0] += count }
        return sums.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map { ($0.key, $0.value) }
    }

    /// Reads what `perf script` prints: a line that begins a sample, its frames from the innermost with an address each,
    /// an empty line.
    /// - Parameter name: Makes a symbol readable.
    public init(perfScript text: String, name: (String) -> String = { $0 }) {
        var frames: [String] = []
        var program: String?
        func close(_ stacks: inout FoldedStacks) {
            if let program { stacks.add([program] + frames.reversed()) }
            program = nil
            frames = []
        }
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            let words = line.split(separator: " ", maxSplits: 1)
            if words.isEmpty {
                close(&self)
            } else if line.first == " " || line.first == "\t" {
                guard program != nil, let frame = Self.symbol(line) else { continue }
                frames.append(frame == "[unknown]" ? frame : name(frame))
            } else {
                close(&self)
                program = String(words[0])
            }
        }
        close(&self)
    }

    /// The symbol of `    55d0 $s4main…+0x1c (/path)`.
    private static func symbol(_ line: Substring) -> String? {
        let trimmed = line.drop { $0 == " " || $0 == "\t" }
        guard let space = trimmed.firstIndex(of: " ") else { return nil }
        var rest = trimmed[trimmed.index(after: space)...]
        if rest.hasSuffix(")"), let open = rest.lastIndex(of: "("), open > rest.startIndex {
            rest = rest[..<rest.index(before: open)]
        }
        if let offset = rest.range(of: "+0x") { rest = rest[..<offset.lowerBound] }
        return rest.isEmpty ? nil : String(rest)
    }

    /// A line for each stack, in order.
    public var text: String {
        counts.map { ($0.key.joined(separator: ";"), $0.value) }.sorted { $0.0 < $1.0 }
            .map { "\($0.0) \($0.1)\n" }.joined()
    }

    /// Reads what ``text`` writes; other lines are left out.
    public init(_ text: String) {
        for line in text.split(separator: "\n") {
            guard let space = line.lastIndex(of: " "), let count = Int(line[line.index(after: space)...]) else {
                continue
            }
            add(line[..<space].split(separator: ";").map(String.init), count: count)
        }
    }
}

extension Substring {
    /// The last place of a text.
    fileprivate func range(of text: String) -> Range<Index>? {
        var start = index(endIndex, offsetBy: -text.count, limitedBy: startIndex)
        while let candidate = start {
            if self[candidate...].hasPrefix(text) { return candidate..<index(candidate, offsetBy: text.count) }
            start = candidate > startIndex ? index(before: candidate) : nil
        }
        return nil
    }
}
