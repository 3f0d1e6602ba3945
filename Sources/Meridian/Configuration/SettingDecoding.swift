import JSONCodec
import NIOCore

/// Turns settings into values of the types that are asked for.
enum SettingDecoding {
    /// - Parameter isText: Whether the value is a string of the environment, which can stand for any type.
    static func decode<Value: Decodable>(_ value: JSONValue, isText: Bool) -> Value? {
        if let value: Value = convert(value) { return value }
        guard isText, case .string(let text) = value else { return nil }
        if let value: Value = convert(SettingText.parse(text)) { return value }
        return convert(SettingText.list(text))
    }

    private static func convert<Value: Decodable>(_ value: JSONValue) -> Value? {
        // The usual ones need no decoder.
        switch (value, Value.self) {
        case (.string(let text), is String.Type): return text as? Value
        case (.integer(let number), is Int.Type): return Int(exactly: number) as? Value
        case (.bool(let flag), is Bool.Type): return flag as? Value
        case (.number(let number), is Double.Type): return number as? Value
        case (.integer(let number), is Double.Type): return Double(number) as? Value
        case (_, is Duration.Type): return SettingText.duration(value) as? Value
        case (_, is JSONValue.Type): return value as? Value
        default:
            guard let bytes = try? JSON.encode(value) else { return nil }
            return try? JSON.decode(Value.self, from: bytes)
        }
    }

    /// A type as messages ask for it.
    static func expectation(of type: Any.Type) -> String {
        switch type {
        case is String.Type: "a text"
        case is Bool.Type: "true or false"
        case is any BinaryInteger.Type: "a whole number"
        case is any BinaryFloatingPoint.Type: "a number"
        case is Duration.Type: "a duration in seconds or such as 250ms, 5s, 10m or 1h"
        case let type as any CaseIterable.Type: "one of \(cases(of: type))"
        default: "readable as \(TypeName.plain(type))"
        }
    }

    private static func cases<Value: CaseIterable>(of type: Value.Type) -> String {
        type.allCases.map { "\(($0 as? any RawRepresentable).map { "\($0.rawValue)" } ?? "\($0)")" }
            .joined(separator: ", ")
    }
}
