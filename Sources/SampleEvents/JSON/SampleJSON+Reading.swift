import JSONCodec
import NIOCore

extension SampleJSON {
    /// What a person wrote: JSON when it is JSON, otherwise a string.
    public init(written text: String) {
        self = Self.isJSON(text) ? .text(text) : .string(text)
    }

    /// Whether text is one JSON value.
    public static func isJSON(_ text: String) -> Bool {
        (try? JSON.decode(Anything.self, from: ByteBuffer(string: text))) != nil
    }

    /// Any JSON value; its syntax is checked before it is asked for anything.
    private struct Anything: Decodable {
        init(from decoder: any Decoder) {}
    }
}
