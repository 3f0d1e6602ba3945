/// The names of an object's members, ready to be matched and written. Make one for a type and keep it in a `static let`.
public final class JSONKeys: Sendable {
    /// What stands for a name that is not among the keys.
    public static let unknown = -2

    private struct Entry {
        /// `,"name":` as it is written, escaped.
        var text: UnsafePointer<UInt8>
        var count: Int
        /// The name as it is, when it has escapes in `text`.
        var escaped: String?
    }

    private let names: [String]
    // Written before anyone else sees them, and never after.
    nonisolated(unsafe) private let bytes: UnsafeBufferPointer<UInt8>
    nonisolated(unsafe) private let entries: UnsafeBufferPointer<Entry>

    public convenience init(_ names: String...) { self.init(names) }

    public init(_ names: [String]) {
        var writer = JSONWriter()
        var ends: [Int] = []
        for name in names {
            writer.append(.comma)
            writer.write(name)
            writer.append(.colon)
            ends.append(writer.count)
        }
        let bytes = writer.withBytes { written in
            let copy = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: written.count)
            _ = copy.initialize(from: written)
            return copy
        }
        let entries = UnsafeMutableBufferPointer<Entry>.allocate(capacity: names.count)
        var start = 0
        for (index, name) in names.enumerated() {
            let count = ends[index] - start
            entries.initializeElement(
                at: index,
                to: Entry(
                    text: UnsafePointer(bytes.baseAddress! + start), count: count,
                    escaped: name.utf8.count == count - 4 ? nil : name))
            start = ends[index]
        }
        self.names = names
        self.bytes = UnsafeBufferPointer(bytes)
        self.entries = UnsafeBufferPointer(entries)
    }

    deinit {
        UnsafeMutableBufferPointer(mutating: entries).deinitialize().deallocate()
        bytes.deallocate()
    }

    public var count: Int { names.count }

    public subscript(index: Int) -> String { names[index] }

    /// `,"name":`
    func text(_ index: Int) -> UnsafeBufferPointer<UInt8> {
        precondition(index >= 0 && index < entries.count, "there is no such key")
        return UnsafeBufferPointer(start: entries[index].text, count: entries[index].count)
    }

    /// The length with quotes when the name of an index stands at `place`.
    func match(_ index: Int, _ place: UnsafePointer<UInt8>, limit: Int) -> Int? {
        guard index >= 0, index < entries.count else { return nil }
        let length = entries[index].count &- 2
        guard length <= limit else { return nil }
        return Memory.areEqual(place, entries[index].text + 1, count: length) ? length : nil
    }

    /// The index of an unescaped name.
    func index(of name: UnsafeBufferPointer<UInt8>) -> Int {
        for (index, entry) in entries.enumerated() {
            if let escaped = entry.escaped {
                if escaped.utf8.elementsEqual(name) { return index }
            } else if entry.count &- 4 == name.count,
                name.isEmpty || Memory.areEqual(name.baseAddress!, entry.text + 2, count: name.count)
            {
                return index
            }
        }
        return Self.unknown
    }
}
