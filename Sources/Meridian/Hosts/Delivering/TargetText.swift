import MeridianCore
import NIOCore

/// Makes the target of a request again from what a platform has taken apart.
enum TargetText {
    /// - Parameters:
    ///   - path: As it came, or percent-decoded: platforms do either.
    ///   - query: Encoded.
    static func make(_ path: String, query: String) -> String {
        var target = encoded(path, keeping: isOfPath)
        if target.first != "/" { target = "/" + target }
        return query.isEmpty ? target : target + "?" + encoded(query, keeping: isOfQuery)
    }

    /// As ``make(_:query:)`` of strings, from UTF-8.
    static func make(_ path: UnsafeRawBufferPointer, query: UnsafeRawBufferPointer) -> ByteBuffer {
        let percent = UInt8(ascii: "%")
        guard path.first == UInt8(ascii: "/"), path.allSatisfy({ isOfPath($0) && $0 != percent }),
            query.allSatisfy({ isOfQuery($0) && $0 != percent })
        else {
            return ByteBuffer(
                string: make(String(decoding: path, as: UTF8.self), query: String(decoding: query, as: UTF8.self)))
        }
        var target = ByteBuffer()
        target.reserveCapacity(path.count + 1 + query.count)
        target.writeBytes(path)
        guard !query.isEmpty else { return target }
        target.writeInteger(UInt8(ascii: "?"))
        target.writeBytes(query)
        return target
    }

    /// A name or value of a query.
    static func encodeItem(_ text: String) -> String {
        encoded(text) { byte in
            (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
                || "-._~".utf8.contains(byte)
        }
    }

    private static func isOfPath(_ byte: UInt8) -> Bool {
        isOfQuery(byte) && byte != UInt8(ascii: "?")
    }

    private static func isOfQuery(_ byte: UInt8) -> Bool {
        HTTPSyntax.isTarget(byte) && byte != UInt8(ascii: "#")
    }

    /// A percent sign that encodes something stays; every other one is encoded.
    private static func encoded(_ text: String, keeping isKept: (UInt8) -> Bool) -> String {
        let percent = UInt8(ascii: "%")
        var text = text
        if text.withUTF8({ $0.allSatisfy { $0 != percent && isKept($0) } }) { return text }
        let bytes = Array(text.utf8)
        var result: [UInt8] = []
        for (index, byte) in bytes.enumerated() {
            let isEscape =
                byte == percent && isKept(percent) && index + 2 < bytes.count
                && PercentEncoding.hexValue(bytes[index + 1]) != nil
                && PercentEncoding.hexValue(bytes[index + 2]) != nil
            if isEscape || byte != percent && isKept(byte) {
                result.append(byte)
            } else {
                let digits = Array("0123456789ABCDEF".utf8)
                result += [percent, digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: result, as: UTF8.self)
    }
}
