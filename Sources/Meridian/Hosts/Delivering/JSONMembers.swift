import JSONCodec
import NIOCore

/// The members of a JSON object, each as the bytes it was written with, so that what is handed on stays as it came.
struct JSONMembers: Sendable {
    private let document: ByteBuffer
    private let places: [(name: String, range: Range<Int>)]

    /// - Returns: `nil` when the bytes are no JSON object.
    init?(_ document: ByteBuffer) {
        guard let places = document.withUnsafeReadableBytes({ try? Self.places($0) }) else { return nil }
        self.document = document
        self.places = places
    }

    private static func places(_ bytes: UnsafeRawBufferPointer) throws -> [(name: String, range: Range<Int>)] {
        var reader = JSONReader(bytes)
        var places: [(name: String, range: Range<Int>)] = []
        try reader.beginObject()
        while let name = try reader.nextKey() {
            // Goes to where the value begins.
            _ = try reader.next()
            let start = reader.offset
            try reader.skipValue()
            places.append((name, start..<reader.offset))
        }
        try reader.finish()
        return places
    }

    /// The names, in the order in which they were written.
    var names: [String] { places.map(\.name) }

    /// The value as it was written; `nil` when there is none or it is `null`.
    subscript(name: String) -> ByteBuffer? {
        guard let range = places.last(where: { $0.name == name })?.range else { return nil }
        let bytes = document.getSlice(at: document.readerIndex + range.lowerBound, length: range.count)
        return bytes.flatMap { JSONText.isNull($0) ? nil : $0 }
    }

    /// A string; `nil` when the value is none.
    func text(_ name: String) -> String? { self[name].flatMap(JSONText.string) }

    /// The bytes of a string, unescaped; `nil` when the value is none.
    func content(_ name: String) -> ByteBuffer? { self[name].flatMap(JSONText.content) }

    /// A whole number, or a string that spells one.
    func integer(_ name: String) -> Int? {
        guard let bytes = self[name] else { return nil }
        return Int(JSONText.string(bytes) ?? String(buffer: bytes))
    }

    func flag(_ name: String) -> Bool { self[name].map { String(buffer: $0) == "true" } ?? false }

    func object(_ name: String) -> JSONMembers? { self[name].flatMap { JSONMembers($0) } }

    /// The elements of an array; none when the value is no array.
    func array(_ name: String) -> [ByteBuffer] { self[name].flatMap(JSONText.elements) ?? [] }

    /// The strings of an array.
    func strings(_ name: String) -> [String] { array(name).compactMap(JSONText.string) }

    /// The objects of an array.
    func objects(_ name: String) -> [JSONMembers] { array(name).compactMap { JSONMembers($0) } }

    /// Each member whose value is a string, in order.
    func forEachText(_ body: (_ name: String, _ text: String) -> Void) {
        for (name, range) in places {
            guard let bytes = document.getSlice(at: document.readerIndex + range.lowerBound, length: range.count),
                let text = JSONText.string(bytes)
            else { continue }
            body(name, text)
        }
    }
}
