/// How much of a request the parser accepts.
struct RequestLimits: Sendable {
    /// Bytes of the request target.
    var target = 8 * 1024
    /// Bytes of request line and fields together. Lengths of fields are kept in 16 bits, so 65,535 is the most.
    var head = 32 * 1024 {
        didSet { head = min(head, Int(UInt16.max)) }
    }
    /// Fields of one head, and of one trailer section.
    var fields = 100
    /// Bytes of a body.
    var body = Int.max
    /// Bytes of a chunk-size line with its extensions.
    var chunkLine = 256
    /// Bytes of chunk extensions in one body, and of its trailer section.
    var chunkOverhead = 8 * 1024
    /// Bytes of a method.
    var method = 32
}
