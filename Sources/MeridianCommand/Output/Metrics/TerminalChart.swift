/// A line of figures over time as a picture of characters: bars of eighths of a line, as high as the figures.
struct TerminalChart {
    private static let eighths: [Character] = [" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"]

    var title: String
    /// One a column, from the left; `nil` where there is none.
    var values: [Double?]
    /// What the lowest line begins with; the lowest figure where it is left out and figures are far from zero.
    var floor: Double? = 0
    /// Lines of characters.
    var height = 4
    /// How a figure is written at the side.
    var label: (Double) -> String
    /// Columns in which another release took over.
    var marks: Set<Int> = []

    /// Columns that are taken at the left by labels.
    static let labelWidth = 9

    /// The title, then the lines with the highest and lowest figure at their left.
    func lines() -> [String] {
        let known = values.compactMap(\.self)
        guard let highest = known.max(), let lowest = known.min() else {
            return ["\(title)  nothing yet"]
        }
        let bottom = floor ?? lowest
        let top = max(highest, bottom)
        let span = top - bottom
        var lines = ["\(title)  \(label(highest)) at the most"]
        for line in (0..<height).reversed() {
            let side = line == height - 1 ? label(top) : line == 0 ? label(bottom) : ""
            var text = String(repeating: " ", count: max(0, Self.labelWidth - 1 - side.count)) + side + " "
            for (column, value) in values.enumerated() {
                guard let value else {
                    text.append(marks.contains(column) ? "┊" : " ")
                    continue
                }
                // What is not nothing is seen.
                let share = span > 0 ? (value - bottom) / span : value > 0 ? 1 : 0
                let filled = max(value > bottom ? 1 : 0, Int((share * Double(height * 8)).rounded()))
                let eighth = min(8, max(0, filled - line * 8))
                text.append(eighth == 0 && marks.contains(column) ? "┊" : Self.eighths[eighth])
            }
            while text.last == " " { text.removeLast() }
            lines.append(text)
        }
        return lines
    }
}
