import MeridianCore
public import NIOCore

/// Writes the body of a streaming response.
public struct ResponseWriter: Sendable {
    let execution: Execution

    /// Sends a part of the body. Suspends while the caller is slow to take what was sent before.
    /// - Throws: `CancellationError` when the caller went away or the deadline passed.
    public func write(_ bytes: ByteBuffer) async throws {
        try await execution.write(bytes)
    }

    /// Sends text.
    /// - Throws: As ``write(_:)-(ByteBuffer)``.
    public func write(_ text: String) async throws {
        try await write(ByteBuffer(string: text))
    }
}
