/// An IPv6 address by the URL standard's rules.
struct IPv6Address {
    private var pieces = [UInt16](repeating: 0, count: 8)

    /// - Parameter text: Without the brackets.
    init?(parsing text: ArraySlice<UInt8>) {
        let text = Array(text)
        var position = 0
        var piece = 0
        var compress: Int?

        func at(_ index: Int) -> UInt8? { index < text.count ? text[index] : nil }

        if at(0) == 0x3A {
            guard at(1) == 0x3A else { return nil }
            position = 2
            piece = 1
            compress = 1
        }
        while let byte = at(position) {
            guard piece < 8 else { return nil }
            if byte == 0x3A {
                guard compress == nil else { return nil }
                position += 1
                piece += 1
                compress = piece
                continue
            }
            var value: UInt16 = 0
            var length = 0
            while length < 4, let digit = at(position).flatMap(URLSyntax.hexDigit) {
                value = value << 4 | UInt16(digit)
                position += 1
                length += 1
            }
            switch at(position) {
            case 0x2E:
                guard length > 0, piece <= 6, readIPv4(text, at: position - length, piece: &piece) else { return nil }
                position = text.count
                continue
            case 0x3A:
                position += 1
                guard at(position) != nil else { return nil }
            case nil: break
            default: return nil
            }
            pieces[piece] = value
            piece += 1
        }
        if let compress {
            let moved = piece - compress
            let tail = pieces[compress..<piece]
            pieces.replaceSubrange(compress..., with: Array(repeating: 0, count: 8 - compress))
            pieces.replaceSubrange((8 - moved)..., with: tail)
        } else if piece != 8 {
            return nil
        }
    }

    private mutating func readIPv4(_ text: [UInt8], at start: Int, piece: inout Int) -> Bool {
        let parts = text[start...].split(separator: 0x2E, omittingEmptySubsequences: false)
        guard parts.count == 4 else { return false }
        for (index, part) in parts.enumerated() {
            guard (1...3).contains(part.count), part.allSatisfy(URLSyntax.isDigit),
                part.count == 1 || part.first != 0x30,
                let value = UInt16(String(decoding: part, as: UTF8.self)), value <= 255
            else { return false }
            pieces[piece] = pieces[piece] << 8 | value
            if index % 2 == 1 { piece += 1 }
        }
        return true
    }

    /// With the first longest run of at least two zeros compressed.
    var serialized: [UInt8] {
        var run: Range<Int>?
        var index = 0
        while index < 8 {
            var end = index
            while end < 8, pieces[end] == 0 { end += 1 }
            if end - index > max(1, run?.count ?? 1) { run = index..<end }
            index = max(end, index + 1)
        }
        var result = ""
        index = 0
        while index < 8 {
            if let run, index == run.lowerBound {
                result += index == 0 ? "::" : ":"
                index = run.upperBound
                continue
            }
            result += String(pieces[index], radix: 16)
            if index < 7 { result += ":" }
            index += 1
        }
        return Array(result.utf8)
    }
}
