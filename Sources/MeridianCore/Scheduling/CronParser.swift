/// Reads the fields of a ``CronExpression``.
struct CronParser {
    struct Field {
        var bits: UInt64
        /// Whether the field begins with `*`: by crontab's rule it then doesn't restrict the days.
        var isStar: Bool
    }

    private struct Kind {
        var name: String
        var range: ClosedRange<Int>
        var names: [String] = []
        /// The number of the first name.
        var firstName = 0
    }

    private static let kinds = [
        Kind(name: "minute", range: 0...59),
        Kind(name: "hour", range: 0...23),
        Kind(name: "day of the month", range: 1...31),
        Kind(
            name: "month", range: 1...12,
            names: ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"], firstName: 1),
        Kind(name: "weekday", range: 0...7, names: ["sun", "mon", "tue", "wed", "thu", "fri", "sat"]),
    ]

    private static let macros = [
        "@yearly": "0 0 1 1 *", "@annually": "0 0 1 1 *", "@monthly": "0 0 1 * *", "@weekly": "0 0 * * 0",
        "@daily": "0 0 * * *", "@midnight": "0 0 * * *", "@hourly": "0 * * * *",
    ]

    private let expression: String
    private let text: [UInt8]
    private var position: Int
    private let end: Int
    private let kind: Kind

    /// The five fields in order.
    static func fields(of expression: String) throws(MeridianError) -> [Field] {
        let text = Array(expression.lowercased().utf8)
        let words = words(of: text)
        if let first = words.first, text[first.lowerBound] == UInt8(ascii: "@") {
            let name = String(decoding: text[first], as: UTF8.self)
            guard words.count == 1, let meaning = macros[name] else {
                throw failure(
                    expression, first.lowerBound,
                    "'\(name)' is none of \(macros.keys.sorted().joined(separator: ", ")), which stand alone")
            }
            return try fields(of: meaning)
        }
        guard words.count == kinds.count else {
            throw failure(
                expression, words.count > kinds.count ? words[kinds.count].lowerBound : text.count,
                "there are \(words.count) fields, not five (minute, hour, day, month, weekday)")
        }
        var fields: [Field] = []
        for (word, kind) in zip(words, kinds) {
            var parser = CronParser(
                expression: expression, text: text, position: word.lowerBound, end: word.upperBound, kind: kind)
            fields.append(try parser.field())
        }
        return fields
    }

    private static func words(of text: [UInt8]) -> [Range<Int>] {
        var words: [Range<Int>] = []
        var start: Int?
        for (index, byte) in text.enumerated() {
            let isBlank = byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t")
            if isBlank, let begun = start {
                words.append(begun..<index)
                start = nil
            } else if !isBlank && start == nil {
                start = index
            }
        }
        if let start { words.append(start..<text.count) }
        return words
    }

    private static func failure(_ expression: String, _ index: Int, _ reason: String) -> MeridianError {
        MeridianError(.invalidApp, "the schedule '\(expression)', column \(index + 1): \(reason)")
    }

    private func failure(_ index: Int, _ reason: String) -> MeridianError {
        Self.failure(expression, index, reason)
    }

    private mutating func field() throws(MeridianError) -> Field {
        let isStar = text[position] == UInt8(ascii: "*")
        var bits: UInt64 = 0
        repeat { bits |= try element() } while take(UInt8(ascii: ","))
        guard position == end else {
            throw failure(position, "'\(rest)' is left over; a \(kind.name) ends before it")
        }
        return Field(bits: bits, isStar: isStar)
    }

    private mutating func element() throws(MeridianError) -> UInt64 {
        let start = position
        var low: Int
        var high: Int
        var takesStep = true
        if take(UInt8(ascii: "*")) {
            (low, high) = (kind.range.lowerBound, kind.name == "weekday" ? 6 : kind.range.upperBound)
        } else {
            low = try number()
            high = low
            if take(UInt8(ascii: "-")) {
                let at = position
                high = try number()
                // `fri-sun` ends with the other Sunday.
                if high == 0 && low > 0 && kind.range.upperBound == 7 { high = 7 }
                guard high >= low else {
                    throw failure(at, "the range ends with \(high), before its beginning \(low)")
                }
            } else {
                takesStep = false
            }
        }
        var step = 1
        if take(UInt8(ascii: "/")) {
            guard takesStep else { throw failure(start, "a step needs '*' or a range before it") }
            let at = position
            guard let value = digits(), value >= 1, value <= kind.range.upperBound else {
                throw failure(at, "a step is a number from 1 to \(kind.range.upperBound)")
            }
            step = value
        }
        var bits: UInt64 = 0
        for value in stride(from: low, through: high, by: step) { bits |= 1 << UInt64(value) }
        return bits
    }

    private mutating func number() throws(MeridianError) -> Int {
        let start = position
        if let value = digits() {
            guard kind.range.contains(value) else {
                throw failure(
                    start,
                    "\(value) is no \(kind.name); it goes from \(kind.range.lowerBound) to \(kind.range.upperBound)")
            }
            return value
        }
        let letters = text[position..<end].prefix { (0x61...0x7A).contains($0) }
        if let index = kind.names.firstIndex(of: String(decoding: letters, as: UTF8.self)) {
            position += letters.count
            return kind.firstName + index
        }
        let names = kind.names.isEmpty ? "" : " or a name such as '\(kind.names[1])'"
        throw failure(
            start,
            "'\(rest)' is no \(kind.name); it is a number from \(kind.range.lowerBound) to \(kind.range.upperBound)"
                + names)
    }

    private mutating func digits() -> Int? {
        let digits = text[position..<end].prefix { (0x30...0x39).contains($0) }
        guard (1...4).contains(digits.count) else { return nil }
        position += digits.count
        return digits.reduce(0) { $0 * 10 + Int($1 - 0x30) }
    }

    private mutating func take(_ byte: UInt8) -> Bool {
        guard position < end, text[position] == byte else { return false }
        position += 1
        return true
    }

    private var rest: String { String(decoding: text[position..<end], as: UTF8.self) }
}
