/// The `uri-host [":" port]` of RFC 9110 §7.2, by the grammar of RFC 3986 §3.2.2.
enum HostSyntax {
    static func isValid(_ bytes: UnsafePointer<UInt8>, count: Int) -> Bool {
        guard count > 0 else { return false }
        var end = 0
        if bytes[0] == UInt8(ascii: "[") {
            end = 1
            while end < count, isAddress(bytes[end]) { end &+= 1 }
            guard end > 1, end < count, bytes[end] == UInt8(ascii: "]") else { return false }
            end &+= 1
        } else {
            let name = ByteTables.hostName
            while end < count, name[Int(bytes[end])] != 0 { end &+= 1 }
            guard end > 0 else { return false }
        }
        guard end < count else { return true }
        guard bytes[end] == Byte.colon, count &- end <= 6 else { return false }
        for index in end &+ 1..<count where bytes[index] &- 0x30 > 9 { return false }
        return true
    }

    private static func isAddress(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x46, 0x61...0x66, Byte.colon, UInt8(ascii: "."): true
        default: false
        }
    }
}
