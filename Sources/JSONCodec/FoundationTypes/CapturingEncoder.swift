/// What a value of Foundation's writes of itself.
final class CapturedParts {
    fileprivate(set) var number: Double?
    fileprivate(set) var bytes: [UInt8] = []
    fileprivate var texts: [String: String] = [:]
    fileprivate var integers: [String: Int] = [:]
    fileprivate var isNegative = false
    fileprivate var words: [UInt16] = []
    /// What the URL is relative to.
    fileprivate var base: CapturedParts?

    var absoluteURL: String {
        let relative = texts["relative"] ?? ""
        guard let base else { return relative }
        return URLReference(relative).resolved(against: URLReference(base.absoluteURL)).text
    }

    /// `nil` for what is no number.
    var decimal: DecimalParts? {
        guard let exponent = integers["exponent"], let length = integers["length"] else { return nil }
        if length == 0 && isNegative { return nil }
        let mantissa = words.prefix(length).reversed().reduce(UInt128(0)) { $0 << 16 | UInt128($1) }
        return DecimalParts(isNegative: isNegative, mantissa: mantissa, exponent: exponent)
    }
}

struct CapturingEncoder: Encoder {
    let parts: CapturedParts

    var codingPath: [any CodingKey] { [] }
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
        KeyedEncodingContainer(CapturingMembers<Key>(parts: parts))
    }

    func unkeyedContainer() -> any UnkeyedEncodingContainer { CapturingElements(parts: parts) }

    func singleValueContainer() -> any SingleValueEncodingContainer { CapturingValue(parts: parts) }
}

private struct CapturingValue: SingleValueEncodingContainer {
    let parts: CapturedParts

    var codingPath: [any CodingKey] { [] }

    mutating func encodeNil() {}

    mutating func encode<Value: Encodable>(_ value: Value) throws {
        if let number = value as? Double { parts.number = number }
    }
}

private struct CapturingMembers<Key: CodingKey>: KeyedEncodingContainerProtocol {
    let parts: CapturedParts

    var codingPath: [any CodingKey] { [] }

    mutating func encodeNil(forKey key: Key) {}

    mutating func encode<Value: Encodable>(_ value: Value, forKey key: Key) throws {
        switch value {
        case let text as String: parts.texts[key.stringValue] = text
        case let flag as Bool: parts.isNegative = key.stringValue == "isNegative" ? flag : parts.isNegative
        case let integer as any BinaryInteger: parts.integers[key.stringValue] = Int(clamping: integer)
        default:
            guard key.stringValue == "base" else { return }
            let base = CapturedParts()
            try value.encode(to: CapturingEncoder(parts: base))
            parts.base = base
        }
    }

    mutating func nestedContainer<Nested: CodingKey>(
        keyedBy type: Nested.Type, forKey key: Key
    ) -> KeyedEncodingContainer<Nested> {
        KeyedEncodingContainer(CapturingMembers<Nested>(parts: parts))
    }

    mutating func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer {
        CapturingElements(parts: parts)
    }

    mutating func superEncoder() -> any Encoder { CapturingEncoder(parts: CapturedParts()) }

    mutating func superEncoder(forKey key: Key) -> any Encoder { CapturingEncoder(parts: CapturedParts()) }
}

private struct CapturingElements: UnkeyedEncodingContainer {
    let parts: CapturedParts

    var codingPath: [any CodingKey] { [] }
    var count: Int { parts.bytes.count + parts.words.count }

    mutating func encodeNil() {}

    mutating func encode(_ value: UInt8) { parts.bytes.append(value) }

    mutating func encode(_ value: UInt16) { parts.words.append(value) }

    mutating func encode<Bytes: Sequence>(contentsOf bytes: Bytes) where Bytes.Element == UInt8 {
        parts.bytes.append(contentsOf: bytes)
    }

    mutating func encode<Value: Encodable>(_ value: Value) throws {
        switch value {
        case let byte as UInt8: encode(byte)
        case let word as UInt16: encode(word)
        default: break
        }
    }

    mutating func nestedContainer<Nested: CodingKey>(keyedBy type: Nested.Type) -> KeyedEncodingContainer<Nested> {
        KeyedEncodingContainer(CapturingMembers<Nested>(parts: parts))
    }

    mutating func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer { self }

    mutating func superEncoder() -> any Encoder { CapturingEncoder(parts: CapturedParts()) }
}
