public import MeridianCore
public import NIOCore

/// Turns what a server sends into responses: the client's half of RFC 9112. Pure: it is fed buffers and asked for
/// events. Interim responses (1xx) are passed over.
///
/// After an error the parser yields nothing more, since the place of the next response is unknown.
public struct ResponseParser: Sendable {
    public enum Event: Sendable, Equatable {
        case head(ResponseHead)
        /// A part of the body, never empty.
        case body(ByteBuffer)
        case end
    }

    private enum State {
        case head
        /// The bodies of requests and responses are framed alike.
        case framedBody
        case bodyUntilClose
        case failed
    }

    /// Bytes of status line and fields together. Lengths of fields are kept in 16 bits, so 65,535 is the most.
    static let maximumHead = Int(UInt16.max)
    private static let maximumFields = 1_000

    /// Whether the request that is answered next is HEAD, whose answer has no body.
    var answersHead = false
    /// Whether the connection can carry another request after this response.
    public private(set) var keepsAlive = true
    /// What the names of fields begin with that are handed out.
    private let prefix: StaticString
    private var bytes: RequestParser
    private var state = State.head
    /// Readable bytes already searched for the end of the head.
    private var searched = 0

    /// - Parameter prefix: What the names of fields begin with that are handed out, in lower case; all are when it is empty.
    public init(keeping prefix: StaticString = "") {
        self.prefix = prefix
        var limits = RequestLimits()
        limits.fields = Self.maximumFields
        bytes = RequestParser(limits: limits)
    }

    /// Bytes that were fed and not yet turned into events.
    var bufferedBytes: Int { bytes.bufferedBytes }

    /// The bytes of the current body that are still to come, where that is known.
    public var bytesToCome: Int? {
        guard state == .framedBody, case .lengthBody(let remaining) = bytes.state else { return nil }
        return remaining
    }

    /// Whether every byte of the current body has been handed out; ``Event/end`` is then next.
    var isBodyComplete: Bool { state == .framedBody && bytes.isBodyComplete }

    public mutating func feed(_ incoming: ByteBuffer) {
        bytes.feed(incoming)
    }

    /// The next event, or `nil` when more bytes are needed for it.
    /// - Throws: ``MeridianCore/ErrorCode/malformedResponse``.
    public mutating func next() throws(MeridianError) -> Event? {
        do throws(ResponseFault) {
            switch state {
            case .head: return try nextHead()
            case .framedBody: return try nextOfBody()
            case .bodyUntilClose:
                let part = bytes.takeRest()
                return part.readableBytes > 0 ? .body(part) : nil
            case .failed: return nil
            }
        } catch {
            throw failed(error)
        }
    }

    /// The server has closed the connection.
    /// - Returns: ``Event/end`` when that ends a response; `nil` when none was under way.
    /// - Throws: ``MeridianCore/ErrorCode/malformedResponse`` when it cuts one.
    public mutating func finish() throws(MeridianError) -> Event? {
        keepsAlive = false
        switch state {
        case .bodyUntilClose:
            state = .failed
            return .end
        case .head where bufferedBytes == 0: return nil
        case .failed: return nil
        case .head, .framedBody: throw failed(ResponseFault("the connection was closed within it"))
        }
    }

    private mutating func failed(_ fault: ResponseFault) -> MeridianError {
        state = .failed
        return MeridianError(.malformedResponse, "the response can't be read: \(fault)", status: 502)
    }

    private mutating func nextOfBody() throws(ResponseFault) -> Event? {
        do throws(RequestFault) {
            switch try bytes.next() {
            case .body(let part): return .body(part)
            case .end:
                state = .head
                return .end
            case .head, nil: return nil
            }
        } catch {
            throw ResponseFault("its body is malformed: \(error.error.message)")
        }
    }

    private mutating func nextHead() throws(ResponseFault) -> Event? {
        while true {
            guard let length = try headLength() else { return nil }
            guard let head = bytes.buffer.readSlice(length: length) else { return nil }
            searched = 0
            bytes.releaseIfEmpty()
            let reader = try head.withUnsafeReadableBytes { bytes throws(ResponseFault) in
                try ResponseHeadReader(bytes, keeping: prefix)
            }
            if (100..<200).contains(reader.status) {
                guard reader.status != 101 else {
                    throw ResponseFault("it changes the protocol, which nobody asked for")
                }
                continue
            }
            try settle(reader)
            return .head(ResponseHead(status: reader.status, fields: reader.fields))
        }
    }

    /// - Returns: The length of the head with its empty line; `nil` when it is not complete.
    private mutating func headLength() throws(ResponseFault) -> Int? {
        let buffer = bytes.buffer
        let start = max(0, searched - 3)
        let end = buffer.withUnsafeReadableBytes { bytes -> Int? in
            guard let base = bytes.baseAddress?.assumingMemoryBound(to: UInt8.self) else { return nil }
            var index = HeadReader.endOfValue(base, start, bytes.count)
            while index &+ 3 < bytes.count {
                if base[index] == Byte.cr, base[index &+ 1] == Byte.lf, base[index &+ 2] == Byte.cr,
                    base[index &+ 3] == Byte.lf
                {
                    return index &+ 4
                }
                let isLineEnd = base[index] == Byte.cr && base[index &+ 1] == Byte.lf
                index = HeadReader.endOfValue(base, index &+ (isLineEnd ? 2 : 1), bytes.count)
            }
            return nil
        }
        searched = buffer.readableBytes
        guard (end ?? searched) <= Self.maximumHead else {
            throw ResponseFault("its head is longer than \(Self.maximumHead) bytes")
        }
        return end
    }

    /// Decides where the body ends and whether the connection lives on (RFC 9112 §6.3, §9.3).
    private mutating func settle(_ head: ResponseHeadReader) throws(ResponseFault) {
        keepsAlive = head.isHTTP10 ? head.keepsAlive : !head.closes
        state = .framedBody
        if answersHead || head.status == 204 || head.status == 304 {
            bytes.beginBody(.none)
        } else if head.isChunked {
            bytes.beginBody(.chunked)
        } else if let length = head.contentLength {
            bytes.beginBody(.length(length))
        } else {
            state = .bodyUntilClose
            keepsAlive = false
        }
    }
}

/// What is wrong with what a server sent, as the end of a sentence that begins with the response.
struct ResponseFault: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}
