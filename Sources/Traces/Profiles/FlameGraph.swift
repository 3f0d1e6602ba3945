/// A flame graph as SVG: each frame as wide as the samples that it was in, callers below, callees above them.
public struct FlameGraph: Sendable {
    private static let width = 1_200.0
    private static let rowHeight = 17
    private static let margin = 28

    private final class Frame {
        let name: String
        var count = 0
        var children: [String: Frame] = [:]

        init(_ name: String) {
            self.name = name
        }

        var depth: Int { 1 + (children.values.map(\.depth).max() ?? 0) }
    }

    /// The text of the file.
    public let svg: String

    public init(_ stacks: FoldedStacks, title: String) {
        let root = Frame("all")
        for (stack, count) in stacks.counts {
            root.count += count
            var frame = root
            for name in stack {
                let child = frame.children[name] ?? Frame(name)
                frame.children[name] = child
                child.count += count
                frame = child
            }
        }
        let height = root.depth * Self.rowHeight + 2 * Self.margin
        var text = """
            <?xml version="1.0" encoding="UTF-8"?>
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(Int(Self.width)) \(height)" \
            font-family="monospace" font-size="11">
            <rect width="100%" height="100%" fill="#ffffff"/>
            <text x="\(Int(Self.width / 2))" y="18" text-anchor="middle" font-size="14">\(Self.escaped(title))</text>

            """
        Self.draw(
            root, at: 0, level: 0, of: max(1, root.count), base: height - Self.margin - Self.rowHeight, into: &text)
        svg = text + "</svg>\n"
    }

    private static func draw(
        _ frame: Frame, at start: Double, level: Int, of total: Int, base: Int, into text: inout String
    ) {
        let width = Self.width * Double(frame.count) / Double(total)
        // Narrower than that nothing is seen.
        guard width >= 0.3 else { return }
        let y = base - level * rowHeight
        let share = Double(frame.count * 1_000 / total) / 10
        let characters = Int(width / 6.7) - 1
        text += "<g><title>\(escaped(frame.name)): \(frame.count) samples, \(share) %</title>"
        text += "<rect x=\"\(rounded(start))\" y=\"\(y)\" width=\"\(rounded(width))\" height=\"\(rowHeight - 1)\" "
        text += "fill=\"\(color(frame.name))\" rx=\"1\"/>"
        if characters >= 3 {
            let name = frame.name.count > characters ? frame.name.prefix(characters - 1) + "…" : Substring(frame.name)
            text += "<text x=\"\(rounded(start + 3))\" y=\"\(y + 12)\">\(escaped(String(name)))</text>"
        }
        text += "</g>\n"
        var next = start
        for child in frame.children.values.sorted(by: { $0.name < $1.name }) {
            draw(child, at: next, level: level + 1, of: total, base: base, into: &text)
            next += Self.width * Double(child.count) / Double(total)
        }
    }

    private static func rounded(_ value: Double) -> Double { (value * 100).rounded() / 100 }

    /// A warm colour that a name always has.
    private static func color(_ name: String) -> String {
        let hash = SpanHead.hash(name)
        return "rgb(\(205 + hash % 50),\(80 + hash / 50 % 140),\(hash / 7_000 % 60))"
    }

    static func escaped(_ text: String) -> String {
        var escaped = ""
        for character in text.unicodeScalars {
            switch character {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "\"": escaped += "&quot;"
            case _ where character.value < 0x20: escaped += " "
            default: escaped.unicodeScalars.append(character)
            }
        }
        return escaped
    }
}
