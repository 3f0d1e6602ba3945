import CUnicode

/// Parses hosts: domains, IPv4 and IPv6 addresses, opaque ones.
enum URLHost {
    /// - Returns: The host serialised, or `nil` when it is not valid.
    static func parse(_ input: ArraySlice<UInt8>, isOpaque: Bool) -> [UInt8]? {
        if input.first == 0x5B {
            guard input.last == 0x5D, input.count > 1 else { return nil }
            return IPv6Address(parsing: input.dropFirst().dropLast()).map { [0x5B] + $0.serialized + [0x5D] }
        }
        if isOpaque { return parseOpaque(input) }
        guard let ascii = domainToASCII(URLSyntax.percentDecode(input)), !ascii.isEmpty,
            !ascii.contains(where: URLSyntax.isForbiddenDomain)
        else { return nil }
        if endsInNumber(ascii) { return parseIPv4(ascii) }
        return ascii
    }

    private static func parseOpaque(_ input: ArraySlice<UInt8>) -> [UInt8]? {
        guard !input.contains(where: URLSyntax.isForbiddenHost) else { return nil }
        var result: [UInt8] = []
        for byte in input { URLSyntax.percentEncode(byte, .control, into: &result) }
        return result
    }

    // MARK: Domains

    // Read-only once it is open, and then safe on any thread.
    private nonisolated(unsafe) static let mapping = cunicode_idna_open()

    private static func domainToASCII(_ name: [UInt8]) -> [UInt8]? {
        if let plain = plainASCII(name) { return plain }
        // What was not UTF-8 becomes U+FFFD, which the mapping refuses.
        let text = Array(String(decoding: name, as: UTF8.self).utf8)
        var capacity = text.count * 4 + 64
        while true {
            var target = [UInt8](repeating: 0, count: capacity)
            let written = text.withUnsafeBytes { text in
                target.withUnsafeMutableBytes { target in
                    cunicode_idna_to_ascii(
                        mapping, text.bindMemory(to: CChar.self).baseAddress, Int32(text.count),
                        target.bindMemory(to: CChar.self).baseAddress, Int32(target.count))
                }
            }
            if written == -2 {
                capacity *= 2
                continue
            }
            guard written >= 0 else { return nil }
            return Array(target[..<Int(written)])
        }
    }

    /// The name in lower case, when it needs no mapping: ASCII without a label in Punycode.
    private static func plainASCII(_ name: [UInt8]) -> [UInt8]? {
        var result: [UInt8] = []
        result.reserveCapacity(name.count)
        for byte in name {
            guard byte < 0x80 else { return nil }
            result.append(byte &- 0x41 < 26 ? byte | 0x20 : byte)
        }
        for label in result.split(separator: 0x2E) where label.starts(with: "xn--".utf8) { return nil }
        return result
    }

    // MARK: IPv4

    private static func endsInNumber(_ host: [UInt8]) -> Bool {
        var parts = host.split(separator: 0x2E, omittingEmptySubsequences: false)
        if parts.last?.isEmpty == true {
            if parts.count == 1 { return false }
            parts.removeLast()
        }
        guard let last = parts.last else { return false }
        if !last.isEmpty, last.allSatisfy(URLSyntax.isDigit) { return true }
        return number(last) != nil
    }

    private static func parseIPv4(_ host: [UInt8]) -> [UInt8]? {
        var parts = host.split(separator: 0x2E, omittingEmptySubsequences: false)
        if parts.last?.isEmpty == true, parts.count > 1 { parts.removeLast() }
        guard parts.count <= 4 else { return nil }
        var numbers: [UInt64] = []
        for part in parts {
            guard let number = number(part) else { return nil }
            numbers.append(number)
        }
        guard numbers.dropLast().allSatisfy({ $0 <= 255 }), let last = numbers.last,
            last < 1 << UInt64(8 * (5 - numbers.count))
        else { return nil }
        var address = last
        for (index, number) in numbers.dropLast().enumerated() { address += number << UInt64(8 * (3 - index)) }
        return Array((0..<4).map { String(address >> UInt64(8 * (3 - $0)) & 0xFF) }.joined(separator: ".").utf8)
    }

    /// A part of an address: decimal, octal (`0…`) or hexadecimal (`0x…`). More than fits in 40 bits counts as 2⁴⁰.
    private static func number(_ text: ArraySlice<UInt8>) -> UInt64? {
        guard let first = text.first else { return nil }
        var digits = text
        var radix: UInt64 = 10
        if first == 0x30, text.count > 1 {
            radix = text[text.startIndex + 1] | 0x20 == 0x78 ? 16 : 8
            digits = text.dropFirst(radix == 16 ? 2 : 1)
        }
        var value: UInt64 = 0
        for byte in digits {
            guard let digit = URLSyntax.hexDigit(byte), UInt64(digit) < radix else { return nil }
            value = min(value * radix + UInt64(digit), 1 << 40)
        }
        return value
    }
}
