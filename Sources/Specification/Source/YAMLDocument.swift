import MeridianCore
import Yams

/// A YAML text as a tree with positions, in which a key may stand twice.
///
/// The parser gives up on a mapping with a duplicate key, which would hide every other mistake in the file. So the
/// earlier of the two is renamed in the text, to a scalar of a private-use area, and the text parsed again.
struct YAMLDocument {
    /// `nil` for an empty document.
    let root: Node?
    /// The keys that were renamed, by their new names.
    let renamed: [String: String]
    /// Its path, for messages.
    let file: String

    private static let mostDuplicates = 100
    private static let firstSubstitute: UInt32 = 0xE000

    init(_ text: String, file: String) throws(SpecificationError) {
        // Told that the text is UTF-8, the parser takes a byte order mark for a character like others.
        var text = text.unicodeScalars.first == "\u{FEFF}" ? String(text.unicodeScalars.dropFirst()) : text
        var renamed: [String: String] = [:]
        self.file = file
        while true {
            do {
                root = try Yams.compose(yaml: text, .default, .default, .utf8)
                self.renamed = renamed
                return
            } catch YamlError.duplicatedKeysInMapping(let duplicates, let context) {
                let position = SourcePosition(line: context.mark.line, column: context.mark.column)
                let key = duplicates.first ?? ""
                guard renamed.count < Self.mostDuplicates,
                    let scalar = Unicode.Scalar(Self.firstSubstitute + UInt32(renamed.count)),
                    let (changed, name) = Self.rename(key, at: position, in: text, to: scalar)
                else {
                    throw SpecificationError([Self.duplicate(key, file: file, at: position)])
                }
                renamed[name] = key
                text = changed
            } catch {
                throw SpecificationError([Self.diagnostic(of: error, file: file)])
            }
        }
    }

    static func duplicate(
        _ key: String, file: String, at position: SourcePosition?, first: SourcePosition? = nil
    ) -> Diagnostic {
        let place = first.map { "; it is already on line \($0.line)" } ?? " in its mapping; keep one"
        return Diagnostic(
            code: .duplicateKey, message: "the key '\(key)' is given twice\(place)", file: file, position: position)
    }

    /// Replaces the first scalar of a key, so that columns stay where they are.
    private static func rename(
        _ key: String, at position: SourcePosition, in text: String, to substitute: Unicode.Scalar
    ) -> (text: String, name: String)? {
        var scalars = Array(text.unicodeScalars)
        guard let first = key.unicodeScalars.first, var index = offset(of: position, in: scalars) else { return nil }
        if index < scalars.count, scalars[index] == "\"" || scalars[index] == "'" { index += 1 }
        guard index < scalars.count, scalars[index] == first else { return nil }
        scalars[index] = substitute
        var changed = String.UnicodeScalarView()
        changed.append(contentsOf: scalars)
        var name = String.UnicodeScalarView([substitute])
        name.append(contentsOf: key.unicodeScalars.dropFirst())
        return (String(changed), String(name))
    }

    /// Lines end as YAML 1.1 has it: LF, CR, CR LF, NEL, LS and PS.
    private static func offset(of position: SourcePosition, in scalars: [Unicode.Scalar]) -> Int? {
        var index = 0
        var line = 1
        while line < position.line {
            guard index < scalars.count else { return nil }
            switch scalars[index] {
            case "\r" where index + 1 < scalars.count && scalars[index + 1] == "\n":
                line += 1
                index += 1
            case "\n", "\r", "\u{85}", "\u{2028}", "\u{2029}":
                line += 1
            default:
                break
            }
            index += 1
        }
        return index + position.column - 1
    }

    private static func diagnostic(of error: any Error, file: String) -> Diagnostic {
        func make(
            _ problem: String, _ position: SourcePosition?, _ context: YamlError.Context? = nil
        ) -> Diagnostic {
            let activity = context.map { " \($0.text) that begins on line \($0.mark.line)" } ?? ""
            return Diagnostic(
                code: .malformedYAML, message: "this is not YAML: \(problem)\(activity)", file: file,
                position: position)
        }
        switch error {
        case YamlError.scanner(let context, let problem, let mark, _),
            YamlError.parser(let context, let problem, let mark, _),
            YamlError.composer(let context, let problem, let mark, _):
            return make(
                problem, SourcePosition(line: mark.line, column: mark.column),
                context?.text.hasPrefix("while") == true ? context : nil)
        case YamlError.reader(let problem, let offset, _, let yaml):
            let before = yaml.prefix(offset ?? 0)
            let line = before.count { $0.isNewline } + 1
            let column = before.reversed().prefix { !$0.isNewline }.map(\.unicodeScalars.count).reduce(1, +)
            return make(problem, SourcePosition(line: line, column: column))
        case YamlError.memory:
            return make("it is nested too deeply", nil)
        default:
            return make("\(error)", nil)
        }
    }
}
