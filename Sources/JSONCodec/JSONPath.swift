/// Finds the way to a place in JSON from the bytes before it; asked for when an error is told, and not before.
enum JSONPath {
    /// - Parameters:
    ///   - bytes: JSON, sound up to `offset`.
    ///   - offset: Bytes before the place; a value's first byte, or any place behind it up to the next comma.
    ///   - ofContainer: Whether the way to the container around the place is wanted.
    static func find(
        _ bytes: UnsafeBufferPointer<UInt8>, _ offset: Int, ofContainer: Bool = false
    ) -> [JSONKey] {
        // An object has a name once one was read; an array always has an index.
        var steps: [(isObject: Bool, key: JSONKey?)] = []
        var isName = false
        guard let base = bytes.baseAddress else { return [] }
        var reader = JSONReader(base, end: min(offset, bytes.count), position: 0)
        while let byte = reader.peek() {
            switch byte {
            case .openBrace:
                steps.append((true, nil))
                isName = true
            case .openBracket:
                steps.append((false, JSONKey(0)))
                isName = false
            case .closeBrace, .closeBracket:
                _ = steps.popLast()
                isName = false
            case .comma:
                guard let top = steps.last else { return [] }
                isName = top.isObject
                if !top.isObject { steps[steps.count - 1].key = JSONKey((top.key?.intValue ?? -1) + 1) }
            case .quote:
                guard let range = try? reader.scanString() else { return steps.compactMap(\.key) }
                if isName, !steps.isEmpty { steps[steps.count - 1].key = JSONKey(reader.text(range)) }
                isName = false
                continue
            default: break
            }
            reader.position += 1
        }
        if ofContainer { _ = steps.popLast() }
        return steps.compactMap(\.key)
    }
}
