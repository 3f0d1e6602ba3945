import NIOCore

/// Compresses one body, part by part, in one task at a time.
protocol Compressor: AnyObject, Sendable {
    /// - Parameter flush: Whether all of it must be readable by the caller at once.
    func compress(_ bytes: ByteBuffer, flush: Bool) throws -> ByteBuffer

    /// - Returns: What ends the compressed body.
    func finish() throws -> ByteBuffer
}

/// Why a body can't be compressed.
struct CompressionFailure: Error {
    var library: String
    var status: Int
}
