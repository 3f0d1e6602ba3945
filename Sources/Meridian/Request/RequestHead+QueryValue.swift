import MeridianCore

extension RequestHead {
    /// The first item of the query under a name, decoded. Only the wanted item is turned into a string.
    func queryValue(_ name: String) -> String? {
        var name = name
        return target.withUnsafeReadableBytes { target in
            name.withUTF8 { name in
                guard let mark = target.firstIndex(of: UInt8(ascii: "?")) else { return nil }
                var start = mark + 1
                while start < target.count {
                    var end = start
                    var equals: Int?
                    while end < target.count, target[end] != UInt8(ascii: "&") {
                        if equals == nil, target[end] == UInt8(ascii: "=") { equals = end }
                        end &+= 1
                    }
                    if Self.isNamed(UnsafeRawBufferPointer(rebasing: target[start..<(equals ?? end)]), name),
                        start < end
                    {
                        let value = UnsafeRawBufferPointer(rebasing: target[min((equals ?? end) + 1, end)..<end])
                        return PercentEncoding.decode(value, plusIsSpace: true)
                            ?? String(decoding: value, as: UTF8.self)
                    }
                    start = end + 1
                }
                return nil
            }
        }
    }

    private static func isNamed(_ bytes: UnsafeRawBufferPointer, _ name: UnsafeBufferPointer<UInt8>) -> Bool {
        if bytes.elementsEqual(name) { return true }
        // Rare: the name itself is escaped.
        guard bytes.contains(where: { $0 == UInt8(ascii: "%") || $0 == UInt8(ascii: "+") }) else { return false }
        return PercentEncoding.decode(bytes, plusIsSpace: true)?.utf8.elementsEqual(name) ?? false
    }
}
