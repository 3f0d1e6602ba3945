import FoundationEssentials
import MeridianCore
import MeridianSQL

/// Parameters in the form in which they are sent. Texts have no type: the server takes them for what stands at their
/// place.
struct Parameters: Sendable {
    private(set) var types: [UInt32] = []
    private var formats: [CInt] = []
    private var lengths: [CInt] = []
    /// Where each begins; `nil` for null.
    private var starts: [Int?] = []
    private var bytes: [UInt8] = []

    /// - Throws: ``ErrorCode/sqlBadValue``.
    init(_ values: [SQLValue]) throws(MeridianError) {
        for value in values { try append(value) }
    }

    func withPointers<Result>(
        _ body: (UnsafePointer<UnsafePointer<CChar>?>?, UnsafePointer<CInt>?, UnsafePointer<CInt>?) -> Result
    ) -> Result {
        bytes.withUnsafeBytes { buffer in
            let base = buffer.baseAddress?.assumingMemoryBound(to: CChar.self)
            // An empty value is no null: it needs an address.
            let pointers = starts.map { start in start.flatMap { base.map { $0 + 0 }?.advanced(by: $0) } }
            return pointers.withUnsafeBufferPointer { pointers in
                lengths.withUnsafeBufferPointer { lengths in
                    formats.withUnsafeBufferPointer { body(pointers.baseAddress, lengths.baseAddress, $0.baseAddress) }
                }
            }
        }
    }

    private mutating func append(_ value: SQLValue) throws(MeridianError) {
        switch value {
        case .null: add(type: 0, start: nil)
        case .bool(let flag): binary(ObjectType.bool, [flag ? 1 : 0])
        case .integer(let number): binary(ObjectType.int8, bigEndian(UInt64(bitPattern: number)))
        case .double(let number): binary(ObjectType.float8, bigEndian(number.bitPattern))
        case .decimal(let digits): try text(ObjectType.numeric, digits)
        case .text(let content), .json(let content): try text(0, content)
        case .bytes(let content): binary(ObjectType.bytea, content)
        case .uuid(let id): binary(ObjectType.uuid, withUnsafeBytes(of: id.uuid) { Array($0) })
        case .timestamp(let date):
            guard let microseconds = TimestampText.microseconds(date), abs(microseconds) < 9_000_000_000_000_000_000
            else { throw MeridianError(.sqlBadValue, "a timestamp lies outside of the calendar", status: 400) }
            binary(ObjectType.timestamptz, bigEndian(UInt64(bitPattern: microseconds - ObjectType.year2000)))
        case .array(let elements):
            try text(ObjectType.array(of: elements), ArrayText.write(elements))
        }
    }

    private mutating func binary(_ type: UInt32, _ content: [UInt8]) {
        add(type: type, start: bytes.count, length: content.count, format: 1)
        bytes += content
        // So that an empty value at the end has an address inside of the bytes.
        bytes.append(0)
    }

    private mutating func text(_ type: UInt32, _ content: String) throws(MeridianError) {
        guard !content.utf8.contains(0) else {
            throw MeridianError(
                .sqlBadValue, "a text with a NUL can't be kept by PostgreSQL; refuse it, or bind bytes", status: 400)
        }
        add(type: type, start: bytes.count, length: content.utf8.count)
        bytes += content.utf8
        bytes.append(0)
    }

    private mutating func add(type: UInt32, start: Int?, length: Int = 0, format: CInt = 0) {
        types.append(type)
        starts.append(start)
        lengths.append(CInt(clamping: length))
        formats.append(format)
    }

    private func bigEndian(_ number: UInt64) -> [UInt8] { withUnsafeBytes(of: number.bigEndian) { Array($0) } }
}
