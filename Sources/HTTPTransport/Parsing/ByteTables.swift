/// Look-up tables of the byte classes of RFC 9110 and RFC 3986, as bare pointers: the parser reads one entry a byte,
/// and an array would cost a bounds check each time. They live as long as the process.
enum ByteTables {
    /// Maps a token character to its lower-case form and every other byte to 0.
    nonisolated(unsafe) static let lowercaseToken: UnsafePointer<UInt8> = table { byte in
        switch byte {
        case 0x41...0x5A: byte | 0x20
        case 0x30...0x39, 0x61...0x7A: byte
        default: "!#$%&'*+-.^_`|~".utf8.contains(byte) ? byte : 0
        }
    }

    /// 1 for what a request target is made of: visible ASCII but `#`, since a fragment is never sent.
    nonisolated(unsafe) static let target: UnsafePointer<UInt8> = table { byte in
        byte > 0x20 && byte < 0x7F && byte != UInt8(ascii: "#") ? 1 : 0
    }

    /// 1 for what a registered name or IPv4 address is made of (RFC 3986 §3.2.2).
    nonisolated(unsafe) static let hostName: UnsafePointer<UInt8> = table { byte in
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: 1
        default: "-._~!$&'()*+;=%".utf8.contains(byte) ? 1 : 0
        }
    }

    private static func table(_ entry: (UInt8) -> UInt8) -> UnsafePointer<UInt8> {
        let table = UnsafeMutablePointer<UInt8>.allocate(capacity: 256)
        for byte in UInt8.min...UInt8.max { table[Int(byte)] = entry(byte) }
        return UnsafePointer(table)
    }
}

enum Byte {
    static let tab: UInt8 = 0x09
    static let lf: UInt8 = 0x0A
    static let cr: UInt8 = 0x0D
    static let space: UInt8 = 0x20
    static let colon = UInt8(ascii: ":")
    static let comma = UInt8(ascii: ",")
    static let slash = UInt8(ascii: "/")
}

extension UnsafePointer<UInt8> {
    /// Whether the bytes here are `text`; the caller has made sure that there are as many.
    @inline(__always)
    func matches(_ text: StaticString) -> Bool {
        let other = text.utf8Start
        for index in 0..<text.utf8CodeUnitCount where self[index] != other[index] { return false }
        return true
    }

    /// As ``matches(_:)`` for a lower-case `text`, ignoring the case of letters here.
    func matchesIgnoringCase(_ text: StaticString) -> Bool {
        let other = text.utf8Start
        for index in 0..<text.utf8CodeUnitCount {
            let byte = self[index]
            let lower = byte &- 0x41 < 26 ? byte | 0x20 : byte
            if lower != other[index] { return false }
        }
        return true
    }
}
