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
    private let bytes: [UInt8]

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
                guard let mark = target.firstIndex(of: UInt8(ascii: "?")) else { return }
                let query = UnsafeRawBufferPointer(rebasing: target[(mark + 1)...])
                Self.find(bytes, in: query, separator: UInt8(ascii: "&"), isEncoded: true, body)
            }
        }
    }

    /// Whether a value that ``withValue(in:_:)`` found is this one.
    func isEqual(_ found: UnsafeRawBufferPointer, to value: [UInt8]) -> Bool {
        place == .query ? Self.decodes(found, to: value) : found.elementsEqual(value)
    }

    /// Finds `name=value` among pairs.
    private static func find(
        _ name: [UInt8], in pairs: UnsafeRawBufferPointer, separator: UInt8, isEncoded: Bool,
        _ body: (UnsafeRawBufferPointer) -> Void
    ) {
        var position = 0
        while position < pairs.count {
            let end = pairs[position...].firstIndex(of: separator) ?? pairs.count
            while position < end, pairs[position] == UInt8(ascii: " ") { position += 1 }
            let equals = pairs[position..<end].firstIndex(of: UInt8(ascii: "=")) ?? end
            let found = UnsafeRawBufferPointer(rebasing: pairs[position..<equals])
            if isEncoded ? decodes(found, to: name) : found.elementsEqual(name) {
                return body(UnsafeRawBufferPointer(rebasing: pairs[min(equals + 1, end)..<end]))
            }
            position = end + 1
        }
    }

    /// Whether bytes stand for others as `application/x-www-form-urlencoded`: `+` for a space, `%XX` for a byte.
    private static func decodes(_ encoded: UnsafeRawBufferPointer, to plain: [UInt8]) -> Bool {
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
