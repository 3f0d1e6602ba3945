public import MeridianCore
public import NIOCore

/// Turns the bytes of a connection into responses, for a client. Pure: it is fed buffers and asked for events.
///
/// After an error the parser yields nothing more, since the place of the next response is unknown.
public struct ResponseParser: Sendable {
    public enum Event: Sendable, Equatable {
        /// Informational responses are left out.
        case head(ResponseHead)
        /// A part of the body, never empty.
        case body(ByteBuffer)
        case end
    }

    private enum Place {
        case head
        /// The rest is read as the body of a request would be: both are framed alike.
        case body
        case untilClose
        case failed
    }

    private static let maxHeadSize = Int(UInt16.max)

    private var bytes = RequestParser()
    private var place = Place.head

    public init() {}

    /// Takes more bytes. Nothing is copied unless bytes of an earlier buffer are left.
    public mutating func feed(_ incoming: ByteBuffer) {
        bytes.feed(incoming)
    }

    /// The next event, or `nil` when more bytes are needed for it.
    /// - Throws: ``MeridianCore/ErrorCode/malformedResponse``.
    public mutating func next() throws(MeridianError) -> Event? {
        switch place {
        case .head: return try nextHead()
        case .untilClose:
            guard bytes.bufferedBytes > 0 else { return nil }
            return .body(bytes.takeRest())
        case .failed: return nil
        case .body:
            do throws(RequestFault) {
                switch try bytes.next() {
                case nil: return nil
                case .body(let part): return .body(part)
                case .end, .head:
                    place = .head
                    return .end
                }
            } catch {
                throw fail("\(error.error.message)")
            }
        }
    }

    /// The peer has closed the connection.
    /// - Returns: ``Event/end`` when that ends the response; `nil` when none was under way.
    /// - Throws: ``MeridianCore/ErrorCode/malformedResponse`` when it cuts one.
    public mutating func finish() throws(MeridianError) -> Event? {
        switch place {
        case .untilClose:
            place = .failed
            return .end
        case .head where bytes.bufferedBytes == 0: return nil
        case .failed: return nil
        case .head, .body: throw fail("the connection was closed in the middle of it")
        }
    }

    private mutating func nextHead() throws(MeridianError) -> Event? {
        while true {
            bytes.releaseIfEmpty()
            guard let length = try headLength() else { return nil }
            guard let text = bytes.buffer.readSlice(length: length) else { return nil }
            bytes.scanned = 0
            var reader = ResponseHeadReader(text)
            guard let head = reader.read() else { throw fail(reader.fault) }
            if head.status < 200 { continue }
            begin(reader.framing(of: head))
            return .head(head)
        }
    }

    private mutating func begin(_ framing: ResponseHeadReader.Framing) {
        place = .body
        switch framing {
        case .length(0): bytes.state = .requestEnd
        case .length(let length): bytes.state = .lengthBody(remaining: length)
        case .chunked:
            bytes.chunkedBytes = 0
            bytes.overhead = 0
            bytes.trailerFields = 0
            bytes.state = .chunkSize
        case .untilClose: place = .untilClose
        }
    }

    /// The bytes up to and with the empty line, or `nil` when that has not come.
    private mutating func headLength() throws(MeridianError) -> Int? {
        // Three bytes of the empty line may have been seen before.
        let start = max(0, bytes.scanned - 3)
        let found = bytes.buffer.withUnsafeReadableBytes { bytes -> Int? in
            var index = start
            while index + 3 < bytes.count {
                if bytes[index] == Byte.cr, bytes[index + 1] == Byte.lf, bytes[index + 2] == Byte.cr,
                    bytes[index + 3] == Byte.lf
                {
                    return index + 4
                }
                index += 1
            }
            return nil
        }
        guard (found ?? bytes.bufferedBytes) <= Self.maxHeadSize else { throw fail("its head is too large") }
        if found == nil { bytes.scanned = bytes.bufferedBytes }
        return found
    }

    private mutating func fail(_ reason: String) -> MeridianError {
        place = .failed
        return MeridianError(.malformedResponse, "the response can't be read: \(reason)", status: 502)
    }
}
