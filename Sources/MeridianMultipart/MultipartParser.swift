public import Meridian
public import NIOCore

/// Takes a `multipart/form-data` body (RFC 7578) apart, in whatever pieces it comes. It reads nothing and waits for
/// nothing, and keeps no more than what it was given last and the header of one part.
///
/// ```swift
/// var parser = MultipartParser(boundary: "x")
/// try parser.append(bytes)
/// while let event = try parser.next() { … }
/// // and after the last piece
/// try parser.finish()
/// ```
public struct MultipartParser: Sendable {
    public enum Event: Sendable {
        /// A part begins.
        case part(PartHead)
        /// Some of its content, never empty.
        case content(ByteBuffer)
        /// The part is complete.
        case partEnd
        /// The closing boundary; whatever follows is ignored.
        case end
    }

    private enum State {
        /// Before the first boundary.
        case preamble
        /// Behind a boundary, which ends the form or begins a part.
        case boundary
        case header
        /// Before the line's end that separates header and content, unless it belongs to a boundary already.
        case contentStart
        case content
        case epilogue
    }

    /// CR LF, two hyphens, the boundary.
    private let delimiter: [UInt8]
    private let limits: MultipartLimits
    private var buffer = ByteBuffer()
    private var state = State.preamble
    private var parts = 0
    /// Bytes of the whole body so far.
    private var size = 0
    private var head: PartHead?
    /// Bytes of the part's content so far.
    private var contentSize = 0

    /// - Parameters:
    ///   - boundary: As the content-type has it, 1–70 characters.
    ///   - limits: What is beyond them is refused.
    public init(boundary: String, limits: MultipartLimits = MultipartLimits()) {
        delimiter = Array("\r\n--\(boundary)".utf8)
        self.limits = limits
        // The first boundary may stand at the very beginning.
        buffer.writeBytes([0x0D, 0x0A])
    }

    /// Adds the next piece of the body.
    /// - Throws: `Problem` (`MER-1601`, 413) when the body is longer than allowed.
    public mutating func append(_ bytes: ByteBuffer) throws(Problem) {
        size += bytes.readableBytes
        guard size <= limits.size else {
            throw .multipartTooLarge("the form has more bytes", limits.size, setting: "multipart.maxSize")
        }
        guard buffer.readableBytes > 0 else {
            buffer = bytes
            return
        }
        // Slices of the former storage may be in use; what is left of it is short.
        var joined = ByteBufferAllocator().buffer(capacity: buffer.readableBytes + bytes.readableBytes)
        joined.writeImmutableBuffer(buffer)
        joined.writeImmutableBuffer(bytes)
        buffer = joined
    }

    /// The next thing that the bytes so far tell.
    /// - Returns: `nil` when it takes more bytes.
    /// - Throws: `Problem`: `MER-1600` (400) for a malformed body, `MER-1601` (413) beyond a limit.
    public mutating func next() throws(Problem) -> Event? {
        while true {
            switch state {
            case .preamble:
                let (offset, isWhole) = findDelimiter()
                buffer.moveReaderIndex(forwardBy: offset)
                guard isWhole else { return nil }
                buffer.moveReaderIndex(forwardBy: delimiter.count)
                state = .boundary
            case .boundary:
                guard let isLast = try readBoundaryEnd() else { return nil }
                guard isLast else {
                    try beginPart()
                    continue
                }
                state = .epilogue
                return .end
            case .header:
                guard let head = try readHeader() else { return nil }
                self.head = head
                contentSize = 0
                state = .contentStart
                return .part(head)
            case .contentStart:
                let (offset, isWhole) = findDelimiter()
                if offset > 0 {
                    buffer.moveReaderIndex(forwardBy: 2)
                } else if !isWhole {
                    return nil
                }
                state = .content
            case .content:
                let (offset, isWhole) = findDelimiter()
                if offset > 0 { return .content(try readContent(offset)) }
                guard isWhole else { return nil }
                buffer.moveReaderIndex(forwardBy: delimiter.count)
                state = .boundary
                return .partEnd
            case .epilogue:
                buffer.clear()
                return nil
            }
        }
    }

    /// Says that no more bytes follow.
    /// - Throws: `Problem` (`MER-1600`, 400) when the closing boundary has not come.
    public func finish() throws(Problem) {
        switch state {
        case .epilogue: return
        case .preamble: throw .malformedMultipart("the boundary that its content-type names does not occur")
        case .boundary, .header, .contentStart, .content:
            throw .malformedMultipart("it ends inside of part \(parts), without the closing boundary")
        }
    }

    /// Looks for the delimiter.
    /// - Returns: Where it begins, or might begin when more bytes follow, and whether all of it is there; the end of the
    ///   buffer when it can't be in it.
    private func findDelimiter() -> (offset: Int, isWhole: Bool) {
        buffer.withUnsafeReadableBytes { bytes in
            var start = 0
            while start < bytes.count, let found = bytes[start...].firstIndex(of: 0x0D) {
                let length = min(delimiter.count, bytes.count - found)
                if bytes[found..<found + length].elementsEqual(delimiter[..<length]) {
                    return (found, length == delimiter.count)
                }
                start = found + 1
            }
            return (bytes.count, false)
        }
    }

    /// Reads the rest of a boundary's line.
    /// - Returns: Whether it is the closing one; `nil` when it takes more bytes.
    private mutating func readBoundaryEnd() throws(Problem) -> Bool? {
        let (length, isLast, isSound) = buffer.withUnsafeReadableBytes { bytes in
            if bytes.starts(with: [0x2D, 0x2D]) { return (2, true, true) }
            if bytes.count < 2, bytes.first == nil || bytes.first == 0x2D { return (0, false, true) }
            let spaces = bytes.prefix { $0 == 0x20 || $0 == 0x09 }.count
            let rest = bytes[spaces...]
            guard rest.count >= 2 else { return (0, false, spaces <= 256 && (rest.isEmpty || rest.first == 0x0D)) }
            return (spaces + 2, false, rest.starts(with: [0x0D, 0x0A]))
        }
        guard isSound else { throw .malformedMultipart("something follows the boundary after part \(parts)") }
        guard length > 0 else { return nil }
        buffer.moveReaderIndex(forwardBy: length)
        return isLast
    }

    private mutating func beginPart() throws(Problem) {
        parts += 1
        guard parts <= limits.parts else {
            throw .multipartTooLarge("the form has more parts", limits.parts, setting: "multipart.maxParts")
        }
        state = .header
    }

    /// Reads up to the empty line, whose own end stays.
    private mutating func readHeader() throws(Problem) -> PartHead? {
        let length = buffer.withUnsafeReadableBytes { bytes -> Int? in
            if bytes.starts(with: [0x0D, 0x0A]) { return 0 }
            var start = 0
            while let found = bytes[start...].firstIndex(of: 0x0D), found + 4 <= bytes.count {
                if bytes[found..<found + 4].elementsEqual([0x0D, 0x0A, 0x0D, 0x0A]) { return found + 2 }
                start = found + 1
            }
            return nil
        }
        guard (length ?? buffer.readableBytes - 4) <= limits.headerSize else {
            throw .multipartTooLarge(
                "the header of part \(parts) has more bytes", limits.headerSize, setting: "multipart.maxHeaderSize")
        }
        guard let length else { return nil }
        return try PartHead(block: buffer.readSlice(length: length)!.readableBytesView, number: parts)
    }

    private mutating func readContent(_ length: Int) throws(Problem) -> ByteBuffer {
        contentSize += length
        let isFile = head?.isFile == true
        let limit = isFile ? limits.fileSize : limits.fieldSize
        guard contentSize <= limit else {
            throw .multipartTooLarge(
                "the \(isFile ? "file" : "field") '\(head?.name ?? "")' has more bytes", limit,
                setting: isFile ? "multipart.maxFileSize" : "multipart.maxFieldSize")
        }
        return buffer.readSlice(length: length)!
    }
}
