/// An open object or array in a fragment.
struct StreamPlace {
    let fragment: Fragment
    /// How deep the value stands whose container this is.
    let depth: UInt32
    /// Where it begins; the bytes of one value have less than 4 GiB, as a buffer has.
    let start: UInt32

    var path: [any CodingKey] { fragment.path(to: Int(start)) }

    @inline(__always)
    func member(_ key: some CodingKey, _ body: (Fragment) throws -> Void) throws {
        try write({ $0.key(key.stringValue) }, body)
    }

    @inline(__always)
    func element(_ body: (Fragment) throws -> Void) throws {
        try write({ $0.element() }, body)
    }

    @inline(__always)
    private func write(_ begin: (inout JSONWriter) -> Void, _ body: (Fragment) throws -> Void) throws {
        guard fragment.depth == Int(depth) else { throw outOfTurn }
        let mark = fragment.writer.count
        begin(&fragment.writer)
        do {
            try body(fragment)
        } catch {
            throw fragment.undo(to: mark, error)
        }
    }

    private var outOfTurn: EncodingError {
        .invalidValue(
            self,
            EncodingError.Context(
                codingPath: fragment.path,
                debugDescription: "a container was written to after its value, or while another value is written"))
    }

    func nested(_ key: some CodingKey) -> Fragment {
        precondition(fragment.depth == Int(depth), "a container was written to after its value")
        fragment.writer.key(key.stringValue)
        return fragment.nested()
    }

    func nested() -> Fragment {
        precondition(fragment.depth == Int(depth), "a container was written to after its value")
        fragment.writer.element()
        return fragment.nested()
    }
}
