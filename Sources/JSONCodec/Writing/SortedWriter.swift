/// Writes a tape again, members by the order of their names' bytes.
struct SortedWriter {
    private let tape: Tape

    init(_ tape: Tape) {
        self.tape = tape
    }

    func write(_ index: Int, to writer: inout JSONWriter) {
        let token = tape.tokens[index]
        switch token.kind {
        case .object:
            writer.beginObject()
            for (name, value) in members(of: index) {
                writer.key(name)
                write(value, to: &writer)
            }
            writer.endObject()
        case .array:
            writer.beginArray()
            var element = index + 1
            while element < token.next {
                writer.element()
                write(element, to: &writer)
                element = Int(tape.tokens[element].next)
            }
            writer.endArray()
        case .string, .escaped:
            copy(from: Int(token.start), Int(token.length) + 2, to: &writer)
        case .number, .bool, .null:
            copy(from: Int(token.start), Int(token.length), to: &writer)
        }
    }

    private func members(of object: Int) -> [(name: String, value: Int)] {
        var members: [(name: String, value: Int)] = []
        var index = object + 1
        while index < tape.tokens[object].next {
            members.append((tape.text(index), index + 1))
            index = Int(tape.tokens[index + 1].next)
        }
        return members.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
    }

    private func copy(from start: Int, _ length: Int, to writer: inout JSONWriter) {
        writer.append(UnsafeBufferPointer(start: tape.base + start, count: length))
    }
}
