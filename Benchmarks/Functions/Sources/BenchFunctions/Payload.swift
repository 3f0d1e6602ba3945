import Meridian

/// Bytes to send: the letter x as often as wanted.
enum Payload {
    static let fields: HTTPFields = ["content-type": "application/octet-stream"]

    /// In code, so that it holds for the app behind nginx too.
    static let options = FunctionOptions(timeout: 60)

    private static let letter = UInt8(ascii: "x")
    private static let partSize = 64 << 10
    private static let part = ByteBuffer(repeating: letter, count: partSize)

    static func whole(_ count: Int) -> ByteBuffer { ByteBuffer(repeating: letter, count: count) }

    /// `count` bytes in parts of 64 KiB that share their memory; the last may be shorter.
    static func parts(of count: Int) -> some Sequence<ByteBuffer> {
        stride(from: 0, to: count, by: partSize).lazy.map { offset in
            part.getSlice(at: part.readerIndex, length: min(partSize, count - offset)) ?? ByteBuffer()
        }
    }
}
