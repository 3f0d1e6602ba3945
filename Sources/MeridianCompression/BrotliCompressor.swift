import NIOCore

/// brotli (RFC 7932) by libbrotlienc.
final class BrotliCompressor: Compressor, @unchecked Sendable {
    private static let partSize = 16 << 10
    // BrotliEncoderParameter and BrotliEncoderOperation of brotli/encode.h.
    private static let qualityParameter: CInt = 1
    private static let process: CInt = 0
    private static let flush: CInt = 1
    private static let finish: CInt = 2

    private let library: BrotliLibrary
    private let state: OpaquePointer

    init(quality: Int) throws {
        guard let library = BrotliLibrary.shared, let state = library.make(nil, nil, nil) else {
            throw CompressionFailure(library: "brotli", status: 0)
        }
        self.library = library
        self.state = state
        _ = library.set(state, Self.qualityParameter, UInt32(quality))
    }

    deinit {
        library.destroy(state)
    }

    func compress(_ bytes: ByteBuffer, flush: Bool) throws -> ByteBuffer {
        try run(bytes, flush ? Self.flush : Self.process)
    }

    func finish() throws -> ByteBuffer {
        try run(ByteBuffer(), Self.finish)
    }

    private func run(_ bytes: ByteBuffer, _ operation: CInt) throws -> ByteBuffer {
        try bytes.withUnsafeReadableBytes { input in
            var inputCount = input.count
            var next = input.baseAddress?.assumingMemoryBound(to: UInt8.self)
            var output = ByteBuffer()
            repeat {
                var isDone = false
                output.writeWithUnsafeMutableBytes(minimumWritableBytes: Self.partSize) { target in
                    var room = target.count
                    var place = target.baseAddress?.assumingMemoryBound(to: UInt8.self)
                    isDone = library.compress(state, operation, &inputCount, &next, &room, &place, nil) != 0
                    return target.count - room
                }
                guard isDone else { throw CompressionFailure(library: "brotli", status: 0) }
            } while inputCount > 0 || library.hasMoreOutput(state) != 0
            return output
        }
    }
}
