public import Meridian
import NIOCore

/// Compresses answers for callers that take it: with brotli where libbrotli is installed, otherwise with gzip.
///
/// Left alone are answers that are small, compressed already, of a kind that does not shrink, a part of a file, a stream
/// of events, or marked `no-transform`. Streams are compressed as they are written. Large answers are compressed off the
/// event loop.
///
/// Don't compress what holds a secret of the site beside text that the caller chose (BREACH).
public struct Compression: Interceptor {
    /// Up to this size an answer is compressed where it is made.
    private static let sizeOnLoop = 32 << 10

    private let minimumSize: Int
    private let gzipLevel: Int
    private let brotliQuality: Int
    private let encodings: [ContentEncoding]

    /// - Parameters:
    ///   - minimumSize: The fewest bytes that are compressed.
    ///   - gzipLevel: 1–9.
    ///   - brotliQuality: 0–11.
    public init(minimumSize: Int = 1_024, gzipLevel: Int = 5, brotliQuality: Int = 4) {
        self.minimumSize = minimumSize
        self.gzipLevel = min(max(gzipLevel, 1), 9)
        self.brotliQuality = min(max(brotliQuality, 0), 11)
        encodings = BrotliLibrary.shared == nil ? [.gzip] : [.brotli, .gzip]
    }

    public func after(_ response: inout Response, _ request: Request, _ context: Context) throws {
        guard isCompressible(response) else { return }
        // Also where nothing is compressed: another caller may get another answer.
        Vary.add("accept-encoding", to: &response.fields)
        guard let encoding = ContentEncoding.accepted(by: request.fields.values("accept-encoding"), from: encodings)
        else { return }
        switch response.body.content {
        case .empty, .upgrade: return
        case .bytes(let bytes):
            guard bytes.readableBytes >= minimumSize else { return }
            response.body = try compressed(bytes, encoding)
        case .text(let text):
            guard text.utf8.count >= minimumSize else { return }
            response.body = try compressed(ByteBuffer(string: text), encoding)
        case .stream(let write):
            response.body = .stream { writer in
                let compressor = try makeCompressor(encoding)
                try await write(writer.filtered { try compressor.compress($0, flush: true) })
                try await writer.write(compressor.finish())
            }
        }
        response.fields.remove("content-length")
        response.fields.remove("accept-ranges")
        response.fields.set("content-encoding", encoding.rawValue)
        // The bytes are others than those the strong tag stands for.
        if let etag = response.fields["etag"], !etag.hasPrefix("W/") { response.fields.set("etag", "W/" + etag) }
    }

    private func compressed(_ bytes: ByteBuffer, _ encoding: ContentEncoding) throws -> Response.Body {
        guard bytes.readableBytes <= Self.sizeOnLoop else {
            return .stream { writer in
                let compressor = try makeCompressor(encoding)
                try await writer.write(compressor.compress(bytes, flush: false))
                try await writer.write(compressor.finish())
            }
        }
        let compressor = try makeCompressor(encoding)
        var body = try compressor.compress(bytes, flush: false)
        body.writeImmutableBuffer(try compressor.finish())
        return .bytes(body)
    }

    public func failed(_ error: any Error, _ request: Request, _ context: Context) throws -> Response {
        var response = context.response(for: error)
        try after(&response, request, context)
        return response
    }

    private func isCompressible(_ response: Response) -> Bool {
        guard response.status != 204, response.status != 206, response.status != 304,
            !response.fields.contains("content-encoding"), !response.fields.contains("content-range"),
            response.fields["cache-control"]?.contains("no-transform") != true,
            let type = response.fields["content-type"]
        else { return false }
        return ContentEncoding.isWorthwhile(contentType: type)
    }

    private func makeCompressor(_ encoding: ContentEncoding) throws -> any Compressor {
        switch encoding {
        case .brotli: try BrotliCompressor(quality: brotliQuality)
        case .gzip: try GzipCompressor(level: gzipLevel)
        }
    }
}
