import FoundationEssentials
import Meridian

/// A problem document as it is kept in a file: members in order, and everything that differs from run to run masked.
struct ProblemSnapshot {
    let text: String

    /// - Throws: `DecodingError` when the body is no JSON.
    init(_ answer: TestAnswer) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        let document = Self.masked(try answer.decode(JSONValue.self))
        text = String(decoding: try encoder.encode(document), as: UTF8.self) + "\n"
    }

    private static func masked(_ value: JSONValue) -> JSONValue {
        switch value {
        case .string(let text): .string(masked(text))
        case .array(let elements): .array(elements.map(masked))
        case .object(let members):
            .object(
                Dictionary(
                    uniqueKeysWithValues: members.map { name, value in
                        (name, name == "requestId" ? "<id>" : masked(value))
                    }))
        default: value
        }
    }

    /// Replaces ids and times, wherever they stand in a text.
    static func masked(_ text: String) -> String {
        var result = ""
        var word = ""
        func finish() {
            result += mask(word) ?? word
            word = ""
        }
        for character in text {
            if character.isASCII && (character.isLetter || character.isNumber || "-:.+".contains(character)) {
                word.append(character)
            } else {
                finish()
                result.append(character)
            }
        }
        finish()
        return result
    }

    private static func mask(_ word: String) -> String? {
        let core = word.hasSuffix(".") || word.hasSuffix(":") ? String(word.dropLast()) : word
        let rest = word.dropFirst(core.count)
        if core.contains("T"), Timestamp(core) != nil { return "<time>" + rest }
        let digits = core.utf8.filter { $0 != UInt8(ascii: "-") }
        let isHexadecimal = digits.count == 32 && digits.allSatisfy { Character(Unicode.Scalar($0)).isHexDigit }
        return isHexadecimal && (core.utf8.count == 32 || UUID(uuidString: core) != nil) ? "<id>" + rest : nil
    }

    /// What differs, line by line: `-` before what was kept, `+` before what there is now.
    static func difference(_ kept: String, _ found: String) -> String {
        let before = kept.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        let after = found.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        let changes = after.difference(from: before)
        var removed = Set<Int>()
        var inserted = Set<Int>()
        for change in changes {
            switch change {
            case .remove(let offset, _, _): removed.insert(offset)
            case .insert(let offset, _, _): inserted.insert(offset)
            }
        }
        var lines: [String] = []
        var (left, right) = (0, 0)
        while left < before.count || right < after.count {
            if removed.contains(left) {
                lines.append("- " + before[left])
                left += 1
            } else if inserted.contains(right) {
                lines.append("+ " + after[right])
                right += 1
            } else {
                lines.append("  " + before[left])
                left += 1
                right += 1
            }
        }
        while lines.last == "  " { lines.removeLast() }
        return lines.joined(separator: "\n")
    }
}
