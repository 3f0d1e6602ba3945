/// Makes lines of bytes that come in parts.
struct LineSplitter {
    private var rest: [UInt8] = []

    mutating func add(_ bytes: some Sequence<UInt8>, _ onLine: (String) -> Void) {
        for byte in bytes {
            if byte == 0x0A {
                flush(onLine)
            } else {
                rest.append(byte)
            }
        }
    }

    /// Hands on what is left without a line end.
    mutating func finish(_ onLine: (String) -> Void) {
        if !rest.isEmpty { flush(onLine) }
    }

    private mutating func flush(_ onLine: (String) -> Void) {
        if rest.last == 0x0D { rest.removeLast() }
        onLine(String(decoding: rest, as: UTF8.self))
        rest.removeAll(keepingCapacity: true)
    }
}
