import JSONCodec
import NIOCore

/// Settings as text: how the environment writes values, and how messages show them.
enum SettingText {
    /// `20`, `true`, `[1, 2]` and `{"a": 1}` as what they look like, anything else as a string.
    static func parse(_ text: String) -> JSONValue {
        (try? JSON.decode(JSONValue.self, from: ByteBuffer(string: text))) ?? .string(text)
    }

    static func value(of value: JSONValue) -> JSONValue {
        guard case .string(let text) = value else { return value }
        return parse(text)
    }

    /// `a, b` as an array of what is between the commas.
    static func list(_ text: String) -> JSONValue {
        .array(
            text.split(separator: ",").map { part in
                var part = part.drop { $0 == " " }
                while part.last == " " { part.removeLast() }
                return parse(String(part))
            })
    }

    /// A number of seconds, or a string such as `250ms`, `5s`, `10m` or `1h`.
    static func duration(_ value: JSONValue) -> Duration? {
        switch value {
        case .integer(let seconds): return seconds < 0 ? nil : .seconds(seconds)
        case .number(let seconds): return seconds < 0 || seconds > 1e15 ? nil : .seconds(seconds)
        case .string(let text):
            let unit = text.drop { $0.isNumber || $0 == "." }
            guard let number = Double(text[..<unit.startIndex]), number >= 0, number <= 1e12 else { return nil }
            switch unit {
            case "ms": return .seconds(number / 1_000)
            case "s", "": return .seconds(number)
            case "m": return .seconds(number * 60)
            case "h": return .seconds(number * 3_600)
            default: return nil
            }
        case .null, .bool, .array, .object: return nil
        }
    }

    /// A value as messages show it, cut where it is long.
    static func shown(_ value: JSONValue) -> String {
        if case .string(let text) = value { return "'\(text.count > 80 ? text.prefix(80) + "…" : text[...])'" }
        guard let text = (try? JSON.encodeSorted(value)).map({ String(buffer: $0) }) else { return "unreadable" }
        return text.count > 80 ? text.prefix(80) + "…" : text
    }
}
