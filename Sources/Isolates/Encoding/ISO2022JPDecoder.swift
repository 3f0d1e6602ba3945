/// ISO-2022-JP as the Encoding Standard has it (§12.2.1), which is stricter than the library: a switch that nothing comes of is
/// an error, so that nobody hides text between two of them.
final class ISO2022JPDecoder: LegacyDecoder {
    static let name = "ISO-2022-JP"

    private enum State {
        case ascii, roman, katakana, leadByte, trailByte, escapeStart, escape
    }

    private var state = State.ascii
    /// What characters are read as once an escape sequence is over.
    private var outputState = State.ascii
    private var lead: UInt8 = 0
    /// Whether an escape sequence was read and nothing after it.
    private var hasSwitched = false

    /// `nil` when the library does not know the characters.
    init?() {
        guard !Self.index.isEmpty else { return nil }
    }

    func decode(_ bytes: [UInt8], isLast: Bool, fatal: Bool) -> [UInt16]? {
        var result: [UInt16] = []
        // Bytes that are to be read again, the next one last.
        var again: [UInt8] = []
        var rest = bytes[...]
        while true {
            let byte = again.popLast() ?? rest.popFirst()
            if byte == nil, !isLast { return result }
            switch read(byte, &again) {
            case .character(let unit)?: result.append(unit)
            case .error? where fatal: return nil
            case .error?: result.append(0xFFFD)
            case .end?: return result
            case nil: break
            }
        }
    }

    private enum Outcome {
        case character(UInt16), error, end
    }

    /// - Parameter byte: `nil` at the end of all.
    /// - Returns: `nil` for what gives nothing yet.
    private func read(_ byte: UInt8?, _ again: inout [UInt8]) -> Outcome? {
        switch (state, byte) {
        case (.ascii, 0x1B?), (.roman, 0x1B?), (.katakana, 0x1B?), (.leadByte, 0x1B?):
            state = .escapeStart
            return nil
        case (.trailByte, 0x1B?):
            state = .escapeStart
            return .error
        case (.ascii, nil), (.roman, nil), (.katakana, nil), (.leadByte, nil):
            return .end
        case (.ascii, let byte?), (.roman, let byte?):
            hasSwitched = false
            guard byte < 0x80, byte != 0x0E, byte != 0x0F else { return .error }
            if state == .roman, byte == 0x5C { return .character(0xA5) }
            if state == .roman, byte == 0x7E { return .character(0x203E) }
            return .character(UInt16(byte))
        case (.katakana, let byte?):
            hasSwitched = false
            return (0x21...0x5F).contains(byte) ? .character(0xFF61 - 0x21 + UInt16(byte)) : .error
        case (.leadByte, let byte?):
            hasSwitched = false
            guard (0x21...0x7E).contains(byte) else { return .error }
            lead = byte
            state = .trailByte
            return nil
        case (.trailByte, let byte):
            state = .leadByte
            guard let byte, (0x21...0x7E).contains(byte), let unit = Self.character(lead, byte) else { return .error }
            return .character(unit)
        case (.escapeStart, let byte):
            if let byte, byte == 0x24 || byte == 0x28 {
                lead = byte
                state = .escape
                return nil
            }
            if let byte { again.append(byte) }
            return breakOff()
        case (.escape, let byte):
            guard let new = Self.state(after: lead, byte) else {
                if let byte { again.append(byte) }
                again.append(lead)
                return breakOff()
            }
            state = new
            outputState = new
            defer { hasSwitched = true }
            return hasSwitched ? .error : nil
        }
    }

    /// What began like an escape sequence was none.
    private func breakOff() -> Outcome {
        hasSwitched = false
        state = outputState
        return .error
    }

    private static func state(after lead: UInt8, _ byte: UInt8?) -> State? {
        switch (lead, byte) {
        case (0x28, 0x42?): .ascii
        case (0x28, 0x4A?): .roman
        case (0x28, 0x49?): .katakana
        case (0x24, 0x40?), (0x24, 0x42?): .leadByte
        default: nil
        }
    }

    private static func character(_ lead: UInt8, _ trail: UInt8) -> UInt16? {
        let unit = index[Int(lead - 0x21) * 94 + Int(trail - 0x21)]
        return unit == 0 ? nil : unit
    }

    /// The characters of JIS X 0208 by row and cell, 0 where there is none: what the library reads in the upper half of EUC-JP.
    private static let index: [UInt16] = {
        let name = "euc-jp-2007"
        guard var decoder = LibraryDecoder(name) else { return [] }
        return (0..<94 * 94).map { pointer in
            let pair = [UInt8(0xA1 + pointer / 94), UInt8(0xA1 + pointer % 94)]
            if let units = decoder.decode(pair, isLast: false, fatal: true) { return units.count == 1 ? units[0] : 0 }
            decoder = LibraryDecoder(name) ?? decoder
            return 0
        }
    }()
}
