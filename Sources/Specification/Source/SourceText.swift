/// A file as lines, to find again what a parser has read.
struct SourceText: Sendable {
    private let lines: [[Unicode.Scalar]]

    init(_ text: String) {
        var lines: [[Unicode.Scalar]] = [[]]
        var previous: Unicode.Scalar?
        for scalar in text.unicodeScalars where scalar != "\u{FEFF}" {
            switch scalar {
            case "\n" where previous == "\r": break
            case "\n", "\r", "\u{85}", "\u{2028}", "\u{2029}": lines.append([])
            default: lines[lines.count - 1].append(scalar)
            }
            previous = scalar
        }
        self.lines = lines
    }

    /// Where `word` first stands at or after a place.
    func find(_ word: String, from start: SourcePosition) -> SourcePosition? {
        let wanted = Array(word.unicodeScalars)
        guard !wanted.isEmpty, start.line >= 1, start.line <= lines.count else { return nil }
        for number in (start.line - 1)..<lines.count {
            let line = lines[number]
            var index = number == start.line - 1 ? max(0, start.column - 1) : 0
            while index + wanted.count <= line.count {
                if line[index] == wanted[0], line[index..<(index + wanted.count)].elementsEqual(wanted) {
                    return SourcePosition(line: number + 1, column: index + 1)
                }
                index += 1
            }
        }
        return nil
    }
}
