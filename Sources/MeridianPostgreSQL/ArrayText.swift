import FoundationEssentials
import MeridianSQL

/// Arrays as PostgreSQL writes them: `{1,NULL,"a \"b\""}`.
enum ArrayText {
    static func write(_ elements: [SQLValue]) -> String {
        "{" + elements.map(element).joined(separator: ",") + "}"
    }

    private static func element(_ value: SQLValue) -> String {
        switch value {
        case .null: "NULL"
        case .bool(let flag): flag ? "t" : "f"
        case .integer(let number): String(number)
        case .double(let number): number.isInfinite ? (number < 0 ? "-Infinity" : "Infinity") : "\(number)"
        case .decimal(let digits): quoted(digits)
        case .text(let text), .json(let text): quoted(text)
        case .bytes(let bytes): quoted("\\x" + HexText.write(bytes))
        case .uuid(let id): id.uuidString
        case .timestamp(let date): quoted(TimestampText.text(date) + "+00")
        case .array(let elements): write(elements)
        }
    }

    private static func quoted(_ text: String) -> String {
        var quoted = "\""
        for character in text.unicodeScalars {
            if character == "\"" || character == "\\" { quoted.unicodeScalars.append("\\") }
            quoted.unicodeScalars.append(character)
        }
        return quoted + "\""
    }

    /// - Parameter element: Makes a value of the text of an element.
    /// - Returns: `nil` for what is no array, or one whose places do not begin at 1.
    static func read(_ text: String, _ element: (String) -> SQLValue) -> [SQLValue]? {
        var bytes = Array(text.utf8)[...]
        guard let elements = read(&bytes, depth: 0, element), bytes.isEmpty else { return nil }
        return elements
    }

    private static func read(
        _ bytes: inout ArraySlice<UInt8>, depth: Int, _ element: (String) -> SQLValue
    ) -> [SQLValue]? {
        guard depth < 8, bytes.popFirst() == UInt8(ascii: "{") else { return nil }
        var elements: [SQLValue] = []
        if bytes.first == UInt8(ascii: "}") {
            bytes.removeFirst()
            return elements
        }
        while true {
            switch bytes.first {
            case UInt8(ascii: "{"):
                guard let inner = read(&bytes, depth: depth + 1, element) else { return nil }
                elements.append(.array(inner))
            case UInt8(ascii: "\""):
                guard let text = quotedText(&bytes) else { return nil }
                elements.append(element(text))
            default:
                let end = bytes.firstIndex { $0 == UInt8(ascii: ",") || $0 == UInt8(ascii: "}") } ?? bytes.endIndex
                guard end > bytes.startIndex else { return nil }
                let text = String(decoding: bytes[..<end], as: UTF8.self)
                elements.append(text == "NULL" ? .null : element(text))
                bytes = bytes[end...]
            }
            switch bytes.popFirst() {
            case UInt8(ascii: ","): continue
            case UInt8(ascii: "}"): return elements
            default: return nil
            }
        }
    }

    private static func quotedText(_ bytes: inout ArraySlice<UInt8>) -> String? {
        bytes.removeFirst()
        var text: [UInt8] = []
        while let byte = bytes.popFirst() {
            switch byte {
            case UInt8(ascii: "\""): return String(decoding: text, as: UTF8.self)
            case UInt8(ascii: "\\"):
                guard let escaped = bytes.popFirst() else { return nil }
                text.append(escaped)
            default: text.append(byte)
            }
        }
        return nil
    }
}

/// Bytes as digits to the base of 16.
enum HexText {
    private static let digits = Array("0123456789abcdef".utf8)

    static func write(_ bytes: [UInt8]) -> String {
        var text: [UInt8] = []
        text.reserveCapacity(2 * bytes.count)
        for byte in bytes {
            text.append(digits[Int(byte >> 4)])
            text.append(digits[Int(byte & 15)])
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// - Returns: `nil` unless all of it are digits, two for a byte.
    static func read(_ text: some Collection<UInt8>) -> [UInt8]? {
        guard text.count.isMultiple(of: 2) else { return nil }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.count / 2)
        var high: UInt8?
        for digit in text {
            let value: UInt8
            switch digit {
            case 0x30...0x39: value = digit - 0x30
            case 0x61...0x66: value = digit - 0x61 + 10
            case 0x41...0x46: value = digit - 0x41 + 10
            default: return nil
            }
            if let first = high {
                bytes.append(first << 4 | value)
                high = nil
            } else {
                high = value
            }
        }
        return bytes
    }
}
