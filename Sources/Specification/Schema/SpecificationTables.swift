import MeridianCore

/// The keys of `meridian.yml` as Markdown, for Documentation/Specification.md.
public enum SpecificationTables {
    /// A heading and a table for every mapping, the outermost first.
    public static var text: String {
        var pending = [(SpecificationKeys.root.description, "The file")]
        var seen: Set<String> = []
        var parts: [String] = []
        while !pending.isEmpty {
            let (mapping, title) = pending.removeFirst()
            guard seen.insert(mapping.name).inserted else { continue }
            parts.append("### \(title)\n\n\(mapping.summary)\n\n\(table(mapping))")
            for key in mapping.keys {
                for inner in mappings(in: key.shape) { pending.append((inner, "`\(inner.name)`")) }
            }
        }
        return parts.joined(separator: "\n\n") + "\n"
    }

    private static func table(_ mapping: MappingDescription) -> String {
        let rows = mapping.keys.map { key in
            let names = ([key.name] + key.alternatives).map { "`\($0)`" }.joined(separator: ", also ")
            let standard = key.isRequired ? "needed" : key.standard.map { "`\($0)`" } ?? ""
            return "| \(names) | \(words(key.shape)) | \(standard) | \(key.summary) |"
        }
        return (["| key | value | default | what it is |", "|---|---|---|---|"] + rows).joined(separator: "\n")
    }

    private static func time(_ seconds: Double) -> String {
        seconds < 3600 ? "\(FunctionOptions.shown(seconds))s" : "\(FunctionOptions.shown(seconds / 3600))h"
    }

    private static func words(_ shape: ShapeDescription) -> String {
        switch shape {
        case .text(_, let words): return words
        case .wholeNumber(let range, let unit):
            return "\(range.lowerBound)–\(range.upperBound)" + (unit.map { " \($0)" } ?? "")
        case .number(let range, let unit):
            let (least, most) = (FunctionOptions.shown(range.lowerBound), FunctionOptions.shown(range.upperBound))
            return "\(least)–\(most)" + (unit.map { " \($0)" } ?? "")
        case .duration(let longest):
            return "time above 0" + (longest.map { ", at most \(time($0))" } ?? "")
        case .truth: return "`true` or `false`"
        case .choice(let words, _): return words.map { "`\($0)`" }.joined(separator: ", ")
        case .list(let element, let orOne): return (orOne ? "one or a list of: " : "list of: ") + self.words(element)
        case .table(_, _, let element): return "mapping of names to: " + words(element)
        case .mapping(let mapping): return "[`\(mapping.name)`](#\(mapping.name))"
        case .anyMapping: return "mapping, kept as it is"
        case .either(let first, let second): return "\(words(first)), or \(words(second))"
        case .optional(let shape): return words(shape)
        }
    }

    private static func mappings(in shape: ShapeDescription) -> [MappingDescription] {
        switch shape {
        case .mapping(let mapping): [mapping]
        case .list(let element, _), .table(_, _, let element), .optional(let element): mappings(in: element)
        case .either(let first, let second): mappings(in: first) + mappings(in: second)
        default: []
        }
    }
}
