import MeridianCore
public import NIOCore

/// Writes the body of a streaming response.
public struct ResponseWriter: Sendable {
    let outlet: ResponseOutlet
    /// What changes the bytes on their way.
    private var filter: (@Sendable (ByteBuffer) throws -> ByteBuffer)?

    init(_ outlet: ResponseOutlet) {
        self.outlet = outlet
    }

    /// Sends a part of the body. Suspends while the caller is slow to take what was sent before.
    /// - Throws: `CancellationError` when the caller went away or the deadline passed.
    public func write(_ bytes: ByteBuffer) async throws {
        guard let filter else { return try await outlet.write(bytes) }
        let filtered = try filter(bytes)
        if filtered.readableBytes > 0 { try await outlet.write(filtered) }
    }

    /// Sends text.
    /// - Throws: As ``write(_:)-(ByteBuffer)``.
    public func write(_ text: String) async throws {
        try await write(ByteBuffer(string: text))
    }

    /// A writer that changes bytes before this one writes them.
    package func filtered(_ filter: @escaping @Sendable (ByteBuffer) throws -> ByteBuffer) -> ResponseWriter {
        var writer = self
        let inner = self.filter
        writer.filter = { bytes in
            let bytes = try filter(bytes)
            return try inner.map { try $0(bytes) } ?? bytes
        }
        return writer
    }
}
