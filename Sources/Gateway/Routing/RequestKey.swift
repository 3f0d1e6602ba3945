import MeridianCore
import NIOCore

/// Where a request carries a value: in a header field, a cookie or a parameter of the query.
public struct RequestKey: Hashable, Sendable {
    public enum Place: String, Hashable, Sendable, Codable, CaseIterable {
        case header, cookie, query
    }

    public let place: Place
    public let name: String
    /// As it is compared; in lower case for a header field.
    let bytes: [UInt8]

    public init(_ place: Place, _ name: String) {
        self.place = place
        self.name = name
        self.bytes = Array((place == .header ? name.lowercased() : name).utf8)
    }

    /// Calls `body` with the first value as it came: that of a query is not percent-decoded.
    func withValue(in head: RequestHead, _ body: (UnsafeRawBufferPointer) -> Void) {
        switch place {
        case .header:
            bytes.withUnsafeBytes { name in head.fields.withFirstValue(name, body) }
        case .cookie:
            head.fields.withFirstValue("cookie") { cookies in
                Self.find(bytes, in: cookies, separator: UInt8(ascii: ";"), isEncoded: false, body)
            }
        case .query:
            head.target.withUnsafeReadableBytes { target in
                Self.withQuery(of: target) {
                    Self.find(bytes, in: $0, separator: UInt8(ascii: "&"), isEncoded: true, body)
                }
            }
        }
    }

    /// Finds `name=value` among pairs.
    private static func find(
        _ name: [UInt8], in pairs: UnsafeRawBufferPointer, separator: UInt8, isEncoded: Bool,
        _ body: (UnsafeRawBufferPointer) -> Void
    ) {
        forEachPair(in: pairs, separator: separator) { found, value in
            guard isEncoded ? decodes(found, to: name) : equal(found, name) else { return true }
            body(value)
            return false
        }
    }

    /// Calls `body` with the name and value of each `name=value`, without the spaces before it, until it returns `false`.
    @inline(__always)
    static func forEachPair(
        in pairs: UnsafeRawBufferPointer, separator: UInt8,
        _ body: (_ name: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer) -> Bool
    ) {
        var position = 0
        while position < pairs.count {
            while position < pairs.count, pairs[position] == UInt8(ascii: " ") { position &+= 1 }
            let start = position
            var equals = -1
            while position < pairs.count, pairs[position] != separator {
                if equals < 0, pairs[position] == UInt8(ascii: "=") { equals = position }
                position &+= 1
            }
            let nameEnd = equals < 0 ? position : equals
            let valueStart = equals < 0 ? position : equals &+ 1
            guard
                body(
                    UnsafeRawBufferPointer(rebasing: pairs[start..<nameEnd]),
                    UnsafeRawBufferPointer(rebasing: pairs[valueStart..<position]))
            else { return }
            position &+= 1
        }
    }

    /// The parameters of a request's target.
    @inline(__always)
    static func withQuery(of target: UnsafeRawBufferPointer, _ body: (UnsafeRawBufferPointer) -> Void) {
        guard let mark = target.firstIndex(of: UInt8(ascii: "?")) else { return }
        body(UnsafeRawBufferPointer(rebasing: target[(mark + 1)...]))
    }

    static func equal(_ found: UnsafeRawBufferPointer, _ name: [UInt8]) -> Bool {
        guard found.count == name.count else { return false }
        for index in 0..<name.count where found[index] != name[index] { return false }
        return true
    }

    /// Whether bytes stand for others as `application/x-www-form-urlencoded`: `+` for a space, `%XX` for a byte.
    static func decodes(_ encoded: UnsafeRawBufferPointer, to plain: [UInt8]) -> Bool {
        var position = 0
        for byte in plain {
            guard position < encoded.count else { return false }
            var found = encoded[position]
            if found == UInt8(ascii: "+") {
                found = UInt8(ascii: " ")
            } else if found == UInt8(ascii: "%"), position + 2 < encoded.count,
                let high = hexadecimal(encoded[position + 1]), let low = hexadecimal(encoded[position + 2])
            {
                found = high << 4 | low
                position += 2
            }
            guard found == byte else { return false }
            position += 1
        }
        return position == encoded.count
    }

    private static func hexadecimal(_ digit: UInt8) -> UInt8? {
        switch digit {
        case 0x30...0x39: digit - 0x30
        case 0x41...0x46: digit - 0x37
        case 0x61...0x66: digit - 0x57
        default: nil
        }
    }
}
