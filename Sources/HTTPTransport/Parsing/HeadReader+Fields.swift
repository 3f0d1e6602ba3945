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
                framing.offersWebSocket = false
                Self.forEachItem(value, valueLength) { item in
                    if Self.equals(item, "websocket") { framing.offersWebSocket = true }
                }
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
        var isValid = true
        var isSupported = true
        Self.forEachItem(value, length) { item in
            if item.isEmpty || !item.allSatisfy({ ByteTables.lowercaseToken[Int($0)] != 0 }) { isValid = false }
            if !Self.equals(item, "chunked") { isSupported = false }
        }
        if isValid, !isSupported { coding = .unsupported }
    }

    private mutating func readConnection(_ value: UnsafePointer<UInt8>, _ length: Int) {
        if length == 10, value.matchesIgnoringCase("keep-alive") { return }
        Self.forEachItem(value, length) { item in
            if Self.equals(item, "close") {
                wantsClose = true
            } else if !item.isEmpty, !Self.equals(item, "keep-alive") {
                let name = String(decoding: item, as: UTF8.self).lowercased()
                // Naming these would let a client take away what the request is understood by.
                if name != "host" && name != "content-length" { namedByConnection.append(name) }
            }
        }
    }

    /// Calls `body` with each part between commas, without the blanks around it.
    @inline(__always)
    static func forEachItem(
        _ value: UnsafePointer<UInt8>, _ length: Int, _ body: (UnsafeBufferPointer<UInt8>) -> Void
    ) {
        var start = 0
        while start <= length {
            var comma = start
            while comma < length, value[comma] != Byte.comma { comma &+= 1 }
            var end = comma
            while start < end, value[start] == Byte.space || value[start] == Byte.tab { start &+= 1 }
            while end > start, value[end &- 1] == Byte.space || value[end &- 1] == Byte.tab { end &-= 1 }
            body(UnsafeBufferPointer(start: value + start, count: end &- start))
            start = comma &+ 1
        }
    }

    static func equals(_ item: UnsafeBufferPointer<UInt8>, _ text: StaticString) -> Bool {
        guard item.count == text.utf8CodeUnitCount, let base = item.baseAddress else { return false }
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
