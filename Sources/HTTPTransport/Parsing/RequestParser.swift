import MeridianCore
import NIOCore

/// Turns the bytes of a connection into requests. Pure: it is fed buffers and asked for events.
///
/// Strict by RFC 9112, and stricter where proxies are known to disagree: what is accepted here has one reading only.
/// After a fault the parser yields nothing more, since the place of the next request is unknown.
struct RequestParser {
    enum Event {
        case head(RequestHead, RequestFraming)
        /// A part of the body, never empty.
        case body(ByteBuffer)
        case end
    }

    enum State: Equatable {
        case head
        case lengthBody(remaining: Int)
        case chunkSize
        case chunkData(remaining: Int)
        case chunkEnd
        case trailers
        case requestEnd
        case failed
    }

    let limits: RequestLimits
    var state = State.head
    var buffer = ByteBuffer()
    /// Readable bytes already searched for the end of what is being read, so that slow senders cost no more.
    var scanned = 0
    /// Whether the head in the buffer was found incomplete: from then on only its end is looked for.
    var isPartial = false
    /// Whether the end of the request line was seen while looking for the end of the head.
    var sawLine = false
    /// Whether the one empty line that may come before a request was skipped (RFC 9112 §2.2).
    var skippedLine = false
    /// Bytes of chunked data in this body.
    var chunkedBytes = 0
    /// Bytes of chunk extensions and trailers in this body.
    var overhead = 0
    var trailerFields = 0
    /// What stood behind the last chunk of this body.
    var trailers = HTTPFields()
    private var ownsBuffer = false

    init(limits: RequestLimits = RequestLimits()) {
        self.limits = limits
    }

    /// Bytes that were fed and not yet turned into events.
    var bufferedBytes: Int { buffer.readableBytes }

    /// Whether every byte of the current body has been handed out; ``Event/end`` is then next.
    var isBodyComplete: Bool { state == .requestEnd }

    /// Takes more bytes. Nothing is copied unless bytes of an earlier buffer are left.
    mutating func feed(_ incoming: ByteBuffer) {
        guard buffer.readableBytes > 0 else {
            buffer = incoming
            ownsBuffer = false
            return
        }
        if ownsBuffer {
            if buffer.readerIndex > 4096 { buffer.discardReadBytes() }
        } else {
            var joined = ByteBufferAllocator().buffer(capacity: buffer.readableBytes + incoming.readableBytes + 1024)
            joined.writeImmutableBuffer(buffer)
            buffer = joined
            ownsBuffer = true
        }
        buffer.writeImmutableBuffer(incoming)
    }

    /// The next event, or `nil` when more bytes are needed for it.
    mutating func next() throws(RequestFault) -> Event? {
        do {
            switch state {
            case .head: return try nextHead()
            case .requestEnd:
                state = .head
                return .end
            case .failed: return nil
            default: return try nextBodyEvent()
            }
        } catch {
            state = .failed
            buffer = ByteBuffer()
            throw error
        }
    }

    /// Takes what was fed and not yet turned into events, for another protocol to go on with.
    mutating func takeRest() -> ByteBuffer {
        defer { buffer = ByteBuffer() }
        return buffer
    }

    /// Lets go of a buffer that is used up, so that the channel can read into it again.
    mutating func releaseIfEmpty() {
        if buffer.readableBytes == 0 {
            buffer = ByteBuffer()
            ownsBuffer = false
        }
    }
}
