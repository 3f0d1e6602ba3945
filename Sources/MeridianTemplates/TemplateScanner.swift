/// Finds what a template uses.
///
/// The template is one that the parser of Mustache has taken; what that refuses need not be understood here.
struct TemplateScanner {
    /// A section that is open.
    private struct Section {
        /// Whether it is a layout's, which holds what stands in the place of blocks.
        var isLayout = false
        /// Delimiters change for the rest of a section only.
        var delimiters: (start: String, end: String)
        /// Whose the text around it is.
        var user: TemplateUse.Part
    }

    private var rest: Substring
    private var line = 1
    private var delimiters = (start: "{{", end: "}}")
    private var user: TemplateUse.Part
    private var sections: [Section] = []
    /// In the order of the text.
    private(set) var uses: [TemplateUse] = []
    /// The line of a tag that the text ends in. The parser lets one pass that has nothing but its opening.
    private(set) var unclosedTag: Int?

    init(_ name: String, _ text: String) {
        rest = text[...]
        user = .template(name)
        while readTag() {}
    }

    private mutating func readTag() -> Bool {
        guard let opening = rest.firstRange(of: delimiters.start) else { return false }
        advance(to: opening.upperBound)
        let line = line
        let sigil = rest.first
        // Three braces end with three.
        let ending = sigil == "{" ? "}" + delimiters.end : sigil == "=" ? "=" + delimiters.end : delimiters.end
        guard let range = rest.firstRange(of: ending) else {
            unclosedTag = line
            return false
        }
        let words = rest[..<range.lowerBound].dropFirst().split(whereSeparator: \.isWhitespace).map(String.init)
        advance(to: range.upperBound)
        let name = words.joined()
        switch sigil {
        case ">": use(.template(name), line)
        case "<":
            use(.template(name), line)
            open(isLayout: true)
        case "$":
            let replaces = sections.last?.isLayout ?? false
            if !replaces { use(.block(name), line) }
            open()
            if replaces { user = .block(name) }
        case "#", "^": open()
        case "/":
            if let section = sections.popLast() { (delimiters, user) = (section.delimiters, section.user) }
        case "=" where words.count == 2: delimiters = (words[0], words[1])
        default: break
        }
        return true
    }

    private mutating func use(_ part: TemplateUse.Part, _ line: Int) {
        uses.append(TemplateUse(user: user, used: part, line: line))
    }

    private mutating func open(isLayout: Bool = false) {
        sections.append(Section(isLayout: isLayout, delimiters: delimiters, user: user))
    }

    private mutating func advance(to index: String.Index) {
        line += rest[..<index].count { $0.isNewline }
        rest = rest[index...]
    }
}
