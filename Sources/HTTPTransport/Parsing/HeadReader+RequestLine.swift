import MeridianCore

extension HeadReader {
    /// - Returns: `false` when the line does not end within `count` bytes.
    mutating func readRequestLine(_ bytes: UnsafePointer<UInt8>, _ count: Int) throws(RequestFault) -> Bool {
        let tokens = ByteTables.lowercaseToken
        var index = 0
        while index < count, tokens[Int(bytes[index])] != 0 { index &+= 1 }
        guard index <= limits.method else { throw .methodTooLong }
        guard index < count else { return false }
        guard bytes[index] == Byte.space, index > 0 else {
            throw bytes[index] == Byte.lf ? .bareLineFeed : .method
        }
        let methodLength = index
        index &+= 1

        let targetStart = index
        let targets = ByteTables.target
        let limit = min(count, targetStart &+ limits.target &+ 1)
        while index < limit, targets[Int(bytes[index])] != 0 { index &+= 1 }
        guard index &- targetStart <= limits.target else { throw .targetTooLong }
        guard index < count else { return false }
        guard bytes[index] == Byte.space, index > targetStart else {
            switch bytes[index] {
            case Byte.lf: throw .bareLineFeed
            case Byte.cr: throw .requestLine
            default: throw .target
            }
        }
        pathStart = targetStart
        targetEnd = index
        index &+= 1
        guard try readVersion(bytes, &index, count) else { return false }
        position = index
        method = Self.method(bytes, methodLength)
        framing.isHead = methodLength == 4 && bytes.matches("HEAD")
        try settleTarget(bytes)
        return true
    }

    private mutating func readVersion(
        _ bytes: UnsafePointer<UInt8>, _ index: inout Int, _ count: Int
    ) throws(RequestFault) -> Bool {
        let name: StaticString = "HTTP/"
        let version = bytes + index
        let available = count &- index
        for offset in 0..<min(available, 5) where version[offset] != name.utf8Start[offset] {
            throw version[offset] == Byte.lf ? .bareLineFeed : .requestLine
        }
        guard available >= 8 else {
            for offset in 5..<max(available, 5) where version[offset] == Byte.lf { throw .bareLineFeed }
            return false
        }
        let major = version[5]
        let minor = version[7]
        guard major &- 0x30 <= 9, version[6] == UInt8(ascii: "."), minor &- 0x30 <= 9 else { throw .version }
        guard major == UInt8(ascii: "1"), minor == UInt8(ascii: "1") || minor == UInt8(ascii: "0") else {
            throw .unsupportedVersion
        }
        framing.isHTTP10 = minor == UInt8(ascii: "0")
        guard available >= 9 else { return false }
        guard version[8] == Byte.cr else { throw version[8] == Byte.lf ? .bareLineFeed : .requestLine }
        guard available >= 10 else { return false }
        guard version[9] == Byte.lf else { throw .bareCarriageReturn }
        index &+= 10
        return true
    }

    private static func method(_ bytes: UnsafePointer<UInt8>, _ length: Int) -> HTTPMethod {
        switch length {
        case 3:
            if bytes.matches("GET") { return .get }
            if bytes.matches("PUT") { return .put }
        case 4:
            if bytes.matches("POST") { return .post }
            if bytes.matches("HEAD") { return .head }
        case 6: if bytes.matches("DELETE") { return .delete }
        default: break
        }
        return HTTPMethod(String(decoding: UnsafeBufferPointer(start: bytes, count: length), as: UTF8.self))
    }

    /// Takes the four forms of a target (RFC 9112 §3.2) to one: a path, or `*`.
    private mutating func settleTarget(_ bytes: UnsafePointer<UInt8>) throws(RequestFault) {
        if bytes[pathStart] == Byte.slash {
            if method == .connect { throw .connect }
            return
        }
        if method == .connect { throw .connect }
        if bytes[pathStart] == UInt8(ascii: "*"), targetEnd == pathStart + 1 {
            guard method == .options else { throw .asterisk }
            return
        }
        let length = targetEnd - pathStart
        let start = bytes + pathStart
        if length > 7, start.matchesIgnoringCase("http://") {
            pathStart += 7
        } else if length > 8, start.matchesIgnoringCase("https://") {
            pathStart += 8
        } else {
            throw .scheme
        }
        let authorityStart = pathStart
        while pathStart < targetEnd, bytes[pathStart] != Byte.slash, bytes[pathStart] != UInt8(ascii: "?") {
            if bytes[pathStart] == UInt8(ascii: "@") { throw .userInfo }
            pathStart += 1
        }
        let host = UnsafeBufferPointer(start: bytes + authorityStart, count: pathStart - authorityStart)
        guard HostSyntax.isValid(bytes + authorityStart, count: host.count) else { throw .hostInvalid }
        authority = host
        needsSlash = pathStart < targetEnd && bytes[pathStart] != Byte.slash
    }
}
