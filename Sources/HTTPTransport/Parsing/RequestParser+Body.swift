import MeridianCore
import NIOCore

extension RequestParser {
    mutating func nextBodyEvent() throws(RequestFault) -> Event? {
        while true {
            switch state {
            case .lengthBody(let remaining):
                guard let part = readPart(remaining) else { return nil }
                let left = remaining - part.readableBytes
                state = left == 0 ? .requestEnd : .lengthBody(remaining: left)
                return .body(part)
            case .chunkSize:
                guard let size = try readChunkSize() else { return nil }
                if size == 0 {
                    state = .trailers
                } else {
                    guard size <= limits.body - chunkedBytes else { throw .bodyTooLarge }
                    chunkedBytes += size
                    state = .chunkData(remaining: size)
                }
            case .chunkData(let remaining):
                guard let part = readPart(remaining) else { return nil }
                let left = remaining - part.readableBytes
                state = left == 0 ? .chunkEnd : .chunkData(remaining: left)
                return .body(part)
            case .chunkEnd:
                guard try readChunkEnd() else { return nil }
                state = .chunkSize
            case .trailers:
                guard try readTrailer() else { return nil }
            case .requestEnd:
                state = .head
                return .end
            case .head, .failed: return nil
            }
        }
    }

    private mutating func readPart(_ limit: Int) -> ByteBuffer? {
        let length = min(limit, buffer.readableBytes)
        guard length > 0, let part = buffer.readSlice(length: length) else { return nil }
        releaseIfEmpty()
        return part
    }

    /// The length of the line at hand without its CRLF, or `nil` when it is not complete.
    private mutating func lineLength(limit: Int, tooLong: RequestFault) throws(RequestFault) -> Int? {
        let start = scanned
        var found: Int?
        var followsReturn = false
        buffer.withUnsafeReadableBytes { bytes in
            for index in start..<bytes.count where bytes[index] == Byte.lf {
                found = index - 1
                followsReturn = index > 0 && bytes[index - 1] == Byte.cr
                return
            }
        }
        guard let found else {
            scanned = buffer.readableBytes
            if scanned > limit { throw tooLong }
            return nil
        }
        guard followsReturn else { throw .bareLineFeed }
        guard found <= limit else { throw tooLong }
        scanned = 0
        return found
    }

    private mutating func readChunkSize() throws(RequestFault) -> Int? {
        guard let length = try lineLength(limit: limits.chunkLine, tooLong: .chunkExtension) else { return nil }
        var size = 0
        var digits = 0
        var isExtended = false
        var isValid = true
        buffer.withUnsafeReadableBytes { bytes in
            while digits < length, let digit = PercentEncoding.hexValue(bytes[digits]) {
                if digits == 15 { return }
                size = size &<< 4 | Int(digit)
                digits += 1
            }
            guard digits < length else { return }
            isExtended = bytes[digits] == UInt8(ascii: ";")
            isValid = ChunkExtensions.areValid(UnsafeRawBufferPointer(rebasing: bytes[digits..<length]))
        }
        guard digits > 0, digits == length || isExtended else { throw .chunkSize }
        if isExtended {
            overhead += length - digits
            guard isValid, overhead <= limits.chunkOverhead else { throw .chunkExtension }
        }
        buffer.moveReaderIndex(forwardBy: length + 2)
        releaseIfEmpty()
        return size
    }

    private mutating func readChunkEnd() throws(RequestFault) -> Bool {
        guard let first = buffer.getInteger(at: buffer.readerIndex, as: UInt8.self) else { return false }
        guard first == Byte.cr else { throw .chunkEnd }
        guard buffer.readableBytes > 1 else { return false }
        guard buffer.getInteger(at: buffer.readerIndex + 1, as: UInt8.self) == Byte.lf else { throw .chunkEnd }
        buffer.moveReaderIndex(forwardBy: 2)
        releaseIfEmpty()
        return true
    }

    /// Checks one trailer field and keeps it; the empty line ends the request.
    private mutating func readTrailer() throws(RequestFault) -> Bool {
        guard let length = try lineLength(limit: limits.chunkOverhead, tooLong: .trailerTooLarge) else { return false }
        var isValid = true
        var trailers = self.trailers
        buffer.withUnsafeReadableBytes { bytes in
            var name = 0
            while name < length, HTTPSyntax.isToken(bytes[name]) { name += 1 }
            isValid = length == 0 || name > 0 && name < length && bytes[name] == Byte.colon
            for index in name..<length where !HTTPSyntax.isFieldValue(bytes[index]) { isValid = false }
            guard isValid, length > 0 else { return }
            var value = bytes[(name + 1)..<length]
            while let first = value.first, first == Byte.space || first == Byte.tab { value.removeFirst() }
            while let last = value.last, last == Byte.space || last == Byte.tab { value.removeLast() }
            trailers.append(
                name: UnsafeRawBufferPointer(rebasing: bytes[..<name]), value: UnsafeRawBufferPointer(rebasing: value))
        }
        self.trailers = trailers
        guard isValid else { throw .trailer }
        buffer.moveReaderIndex(forwardBy: length + 2)
        releaseIfEmpty()
        if length == 0 {
            state = .requestEnd
        } else {
            overhead += length
            trailerFields += 1
            guard overhead <= limits.chunkOverhead, trailerFields <= limits.fields else { throw .trailerTooLarge }
        }
        return true
    }
}
