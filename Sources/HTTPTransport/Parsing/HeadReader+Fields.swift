import MeridianCore

extension HeadReader {
    /// Whether a field name of this length may mean something to the transport: a quick way past all others.
    @inline(__always)
    static func isNotable(_ length: Int) -> Bool {
        let lengths: UInt32 =
            1 << 2 | 1 << 4 | 1 << 6 | 1 << 7 | 1 << 10 | 1 << 14 | 1 << 16 | 1 << 17
        return length < 32 && lengths &>> UInt32(truncatingIfNeeded: length) & 1 != 0
    }

    /// Looks at a field that may concern the transport.
    /// - Returns: Whether the field is for the handler as well.
    mutating func keeps(
        _ name: UnsafePointer<UInt8>, _ length: Int, _ value: UnsafePointer<UInt8>, _ valueLength: Int
    ) throws(RequestFault) -> Bool {
        switch length {
        case 2: return !name.matches("te")
        case 4:
            guard name.matches("host") else { return true }
            guard !hasHost else { throw .hostRepeated }
            guard HostSyntax.isValid(value, count: valueLength) else { throw .hostInvalid }
            hasHost = true
            return authority == nil
        case 6:
            guard name.matches("expect") else { return true }
            guard valueLength == 12, value.matchesIgnoringCase("100-continue") else { throw .expectation }
            framing.expectsContinue = true
            return false
        case 7:
            if name.matches("upgrade") {
                framing.offersWebSocket = Self.items(value, valueLength).contains { Self.equals($0, "websocket") }
                return false
            }
            return !name.matches("trailer")
        case 10:
            if name.matches("connection") {
                readConnection(value, valueLength)
                return false
            }
            return !name.matches("keep-alive")
        case 14:
            guard name.matches("content-length") else { return true }
            guard contentLength == nil else { throw .lengthRepeated }
            guard let length = Self.number(value, valueLength) else { throw .lengthInvalid }
            contentLength = length
            return true
        case 16: return !name.matches("proxy-connection")
        case 17:
            guard name.matches("transfer-encoding") else { return true }
            readCoding(value, valueLength)
            return false
        default: return true
        }
    }

    /// - Returns: `nil` when it is anything but digits, or more than surely fit.
    static func number(_ bytes: UnsafePointer<UInt8>, _ count: Int) -> Int? {
        guard count > 0, count <= 18 else { return nil }
        var number = 0
        for index in 0..<count {
            let digit = bytes[index] &- 0x30
            guard digit <= 9 else { return nil }
            number = number &* 10 &+ Int(digit)
        }
        return number
    }

    private mutating func readCoding(_ value: UnsafePointer<UInt8>, _ length: Int) {
        if length == 7, coding == .none, value.matchesIgnoringCase("chunked") {
            coding = .chunked
            return
        }
        let isFirst = coding == .none
        coding = .invalid
        guard isFirst else { return }
        for item in Self.items(value, length) {
            guard !item.isEmpty, item.allSatisfy({ ByteTables.lowercaseToken[Int($0)] != 0 }) else { return }
            if !Self.equals(item, "chunked") { coding = .unsupported }
        }
    }

    private mutating func readConnection(_ value: UnsafePointer<UInt8>, _ length: Int) {
        if length == 10, value.matchesIgnoringCase("keep-alive") { return }
        for item in Self.items(value, length) where !item.isEmpty {
            if Self.equals(item, "close") {
                wantsClose = true
            } else if !Self.equals(item, "keep-alive") {
                let name = String(decoding: item, as: UTF8.self).lowercased()
                // Naming these would let a client take away what the request is understood by.
                if name != "host" && name != "content-length" { namedByConnection.append(name) }
            }
        }
    }

    static func items(_ value: UnsafePointer<UInt8>, _ length: Int) -> [Slice<UnsafeBufferPointer<UInt8>>] {
        UnsafeBufferPointer(start: value, count: length).split(separator: Byte.comma, omittingEmptySubsequences: false)
            .map { item in
                var item = item
                while let first = item.first, first == Byte.space || first == Byte.tab { item.removeFirst() }
                while let last = item.last, last == Byte.space || last == Byte.tab { item.removeLast() }
                return item
            }
    }

    static func equals(_ item: Slice<UnsafeBufferPointer<UInt8>>, _ text: StaticString) -> Bool {
        guard item.count == text.utf8CodeUnitCount, let base = UnsafeBufferPointer(rebasing: item).baseAddress else {
            return false
        }
        return base.matchesIgnoringCase(text)
    }

    /// Decides where the body ends and whether the connection lives on, once all fields are known (RFC 9112 §6.3, §9.3).
    mutating func settleFraming() throws(RequestFault) {
        if !hasHost && !framing.isHTTP10 { throw .hostMissing }
        switch coding {
        case .none:
            if let contentLength { framing.body = .length(contentLength) }
        case .chunked, .invalid, .unsupported:
            if contentLength != nil { throw .lengthWithCoding }
            if framing.isHTTP10 { throw .codingInHTTP10 }
            if coding == .invalid { throw .codingInvalid }
            if coding == .unsupported { throw .codingUnsupported }
            framing.body = .chunked
        }
        framing.keepAlive = !framing.isHTTP10 && !wantsClose
        if framing.offersWebSocket {
            framing.offersWebSocket =
                !framing.isHTTP10 && (framing.body == .none || framing.body == .length(0))
                && namedByConnection.contains("upgrade")
        }
        if framing.isHTTP10 || framing.body == .none || framing.body == .length(0) { framing.expectsContinue = false }
    }
}
