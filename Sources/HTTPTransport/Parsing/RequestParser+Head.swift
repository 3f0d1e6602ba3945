import MeridianCore
import NIOCore

extension RequestParser {
    /// A first attempt reads as far as this; nearly every head is shorter, and room is reserved for what is read.
    private static let firstWindow = 2048

    mutating func nextHead() throws(RequestFault) -> Event? {
        guard try skipEmptyLine() else { return nil }
        let available = buffer.readableBytes
        if isPartial {
            guard searchForEnd() else {
                if available > limits.head { throw .headTooLarge }
                return nil
            }
        } else if available > Self.firstWindow, let event = try readHead(window: Self.firstWindow) {
            return event
        }
        if let event = try readHead(window: min(available, limits.head)) { return event }
        if available > limits.head { throw .headTooLarge }
        isPartial = true
        return nil
    }

    /// - Returns: `false` when it takes another byte to know.
    private mutating func skipEmptyLine() throws(RequestFault) -> Bool {
        let available = buffer.readableBytes
        guard available > 0 else { return false }
        guard !skippedLine, buffer.getInteger(at: buffer.readerIndex, as: UInt8.self) == Byte.cr else { return true }
        guard available > 1 else { return false }
        guard buffer.getInteger(at: buffer.readerIndex + 1, as: UInt8.self) == Byte.lf else {
            throw .bareCarriageReturn
        }
        buffer.moveReaderIndex(forwardBy: 2)
        skippedLine = true
        releaseIfEmpty()
        return buffer.readableBytes > 0
    }

    /// Looks on from where the last search ended.
    /// - Returns: Whether reading the head now leads to an event or a fault.
    private mutating func searchForEnd() -> Bool {
        let start = scanned
        var isWorthReading = false
        var sawLine = sawLine
        buffer.withUnsafeReadableBytes { bytes in
            var followsReturn = start > 0 && bytes[start - 1] == Byte.cr
            for index in start..<bytes.count {
                let isLineFeed = bytes[index] == Byte.lf
                if isLineFeed != followsReturn || isLineFeed && index > 1 && bytes[index - 2] == Byte.lf {
                    isWorthReading = true
                    return
                }
                if isLineFeed { sawLine = true }
                followsReturn = bytes[index] == Byte.cr
            }
        }
        self.sawLine = sawLine
        scanned = buffer.readableBytes
        return isWorthReading || !sawLine && scanned > limits.target + limits.method
    }

    /// Reads a head that ends within the first `window` bytes.
    private mutating func readHead(window: Int) throws(RequestFault) -> Event? {
        var fault: RequestFault?
        var reader = HeadReader(limits: limits)
        var block = ByteBuffer()
        let isComplete = buffer.withUnsafeReadableBytes { bytes -> Bool in
            guard let base = bytes.bindMemory(to: UInt8.self).baseAddress else { return false }
            do throws(RequestFault) {
                return try reader.read(base, count: window, into: &block)
            } catch {
                fault = error
                return false
            }
        }
        if let fault { throw fault }
        guard isComplete else { return nil }
        let event = try finish(reader, block)
        scanned = 0
        isPartial = false
        sawLine = false
        skippedLine = false
        releaseIfEmpty()
        return event
    }

    private mutating func finish(_ reader: HeadReader, _ block: ByteBuffer) throws(RequestFault) -> Event {
        let start = buffer.readerIndex
        var target: ByteBuffer
        if reader.pathStart < reader.targetEnd {
            target = slice(start + reader.pathStart, reader.targetEnd - reader.pathStart)
            if reader.needsSlash {
                var rooted = ByteBufferAllocator().buffer(capacity: target.readableBytes + 1)
                rooted.writeInteger(Byte.slash)
                rooted.writeImmutableBuffer(target)
                target = rooted
            }
        } else {
            target = ByteBuffer(string: "/")
        }
        if case .length(let length) = reader.framing.body, length > limits.body { throw .bodyTooLarge }
        beginBody(reader.framing.body)
        buffer.moveReaderIndex(forwardBy: reader.position)
        var fields = HTTPFields(trusted: block)
        for name in reader.namedByConnection { fields.remove(name) }
        return .head(RequestHead(method: reader.method, target: target, fields: fields), reader.framing)
    }

    /// Goes on with a body.
    mutating func beginBody(_ framing: RequestFraming.Body) {
        switch framing {
        case .none: state = .requestEnd
        case .length(let length): state = length == 0 ? .requestEnd : .lengthBody(remaining: length)
        case .chunked:
            state = .chunkSize
            chunkedBytes = 0
            overhead = 0
            trailerFields = 0
        }
        if !trailers.isEmpty { trailers = HTTPFields() }
    }

    /// A slice shares the buffer that was read into; a large one is not worth keeping alive for a path.
    private func slice(_ index: Int, _ length: Int) -> ByteBuffer {
        guard let slice = buffer.getSlice(at: index, length: length) else { return ByteBuffer() }
        guard buffer.storageCapacity > 16 * 1024 else { return slice }
        var copy = ByteBufferAllocator().buffer(capacity: length)
        copy.writeImmutableBuffer(slice)
        return copy
    }
}
