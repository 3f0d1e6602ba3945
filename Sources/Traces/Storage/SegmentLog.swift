import CZlib
public import MeridianCore
public import NIOCore
import Persistence

/// Payloads in files that are only appended to, `00000001.segment` and so on, the oldest removed when there is too much
/// or when they are too old. Calls block; whoever has one guards it.
///
/// A payload is `[length: UInt32][CRC-32: UInt32][bytes]`, big-endian. After a crash the last file may end in the midst
/// of one: that tail is cut off. A payload without its checksum ends what is read of its file, and is reported.
public struct SegmentLog: Sendable {
    public struct Limits: Sendable {
        /// When a new file is begun, in bytes.
        public var segmentBytes: Int
        /// The room for all files, in bytes.
        public var totalBytes: Int
        public var maximumAge: Duration

        public init(segmentBytes: Int = 4 << 20, totalBytes: Int, maximumAge: Duration) {
            self.segmentBytes = min(segmentBytes, max(64 << 10, totalBytes / 4))
            self.totalBytes = totalBytes
            self.maximumAge = maximumAge
        }
    }

    /// Where a payload is.
    public struct Place: Sendable, Hashable {
        public var segment: Int
        public var offset: Int
        public var length: Int
    }

    public struct Damage: Sendable, Equatable {
        /// The name of the file, with that of its directory.
        public var file: String
        /// In bytes.
        public var offset: Int

        public init(file: String, offset: Int) {
            self.file = file
            self.offset = offset
        }
    }

    struct Segment: Sendable {
        var number: Int
        var size: Int
        var newest: Timestamp
    }

    static let frameHead = 8
    static let longestPayload = 16 << 20

    let directory: String
    let limits: Limits
    /// The oldest first.
    private(set) var segments: [Segment] = []
    public private(set) var damages: [Damage] = []
    private var nextNumber = 1
    private var file: OpenFile?
    private var pending = ByteBuffer()

    /// Opens a directory, making it if need be, and shows all payloads that are there, the oldest first.
    /// - Throws: ``ErrorCode/storeUnusable``.
    public init(
        directory: String, limits: Limits, now: Timestamp,
        visit: (Place, ByteBuffer) -> Void = { _, _ in }
    ) throws(MeridianError) {
        self.directory = directory
        self.limits = limits
        try FileSystem.makeDirectory(directory)
        for name in try FileSystem.names(in: directory) {
            guard let number = Self.number(of: name) else { continue }
            nextNumber = max(nextNumber, number + 1)
            let size = try open(number, visit)
            let written = SegmentFile.written(path(number)) ?? now
            if size == 0 {
                try FileSystem.remove(path(number))
            } else {
                segments.append(Segment(number: number, size: size, newest: written))
            }
        }
        _ = try expire(now)
    }

    public var bytes: Int { segments.reduce(0) { $0 + $1.size } }

    /// - Returns: The size of the file as far as it can be read, in bytes.
    private mutating func open(_ number: Int, _ visit: (Place, ByteBuffer) -> Void) throws(MeridianError) -> Int {
        guard let content = try FileSystem.read(path(number)) else { return 0 }
        let end = Self.payloads(in: content) { offset, payload in
            visit(Place(segment: number, offset: offset, length: payload.readableBytes), payload)
        }
        switch end {
        case .complete: return content.readableBytes
        case .torn(let offset):
            try SegmentFile.cut(path(number), to: offset)
            return offset
        case .damaged(let offset):
            damages.append(Damage(file: name(number), offset: offset))
            return content.readableBytes
        }
    }

    // MARK: Writing

    /// Takes a payload; it is on disk after ``flush()``.
    public mutating func append(_ payload: ByteBuffer, now: Timestamp) throws(MeridianError) -> Place {
        if segments.isEmpty || file == nil || segments[segments.count - 1].size >= limits.segmentBytes {
            try begin(now)
        }
        let last = segments.count - 1
        let place = Place(
            segment: segments[last].number, offset: segments[last].size, length: payload.readableBytes)
        pending.writeInteger(UInt32(payload.readableBytes))
        pending.writeInteger(Self.checksum(payload))
        pending.writeImmutableBuffer(payload)
        segments[last].size += Self.frameHead + payload.readableBytes
        segments[last].newest = now
        if pending.readableBytes > 256 << 10 { try flush() }
        return place
    }

    public mutating func flush() throws(MeridianError) {
        guard pending.readableBytes > 0, let file, let last = segments.last else { return }
        let offset = Int64(last.size - pending.readableBytes)
        let bytes = pending
        pending.clear()
        var failure: MeridianError?
        bytes.withUnsafeReadableBytes { bytes in
            do throws(MeridianError) { try file.write(bytes, at: offset) } catch { failure = error }
        }
        if let failure {
            // What can't be written is lost; a new file begins behind it.
            segments[segments.count - 1].size = Int(offset)
            self.file = nil
            throw failure
        }
    }

    private mutating func begin(_ now: Timestamp) throws(MeridianError) {
        try flush()
        file = try OpenFile.creating(path(nextNumber))
        segments.append(Segment(number: nextNumber, size: 0, newest: now))
        nextNumber += 1
    }

    /// Removes what is too old or too much.
    /// - Returns: The numbers of the removed files.
    public mutating func expire(_ now: Timestamp) throws(MeridianError) -> [Int] {
        var removed: [Int] = []
        let oldest = now.milliseconds - limits.maximumAge.components.seconds * 1_000
        while let first = segments.first, first.newest.milliseconds < oldest || bytes > limits.totalBytes {
            if segments.count == 1 {
                guard first.newest.milliseconds < oldest else { break }
                pending.clear()
                file = nil
            }
            try FileSystem.remove(path(first.number))
            segments.removeFirst()
            let gone = name(first.number)
            damages.removeAll { $0.file == gone }
            removed.append(first.number)
        }
        return removed
    }

    // MARK: Reading

    /// - Returns: `nil` when the payload is no more, or damaged.
    public mutating func read(_ place: Place) throws(MeridianError) -> ByteBuffer? {
        try flush()
        guard let file = try OpenFile.reading(path(place.segment)) else { return nil }
        let bytes = UnsafeMutableRawBufferPointer.allocate(byteCount: Self.frameHead + place.length, alignment: 8)
        defer { bytes.deallocate() }
        guard try file.read(into: bytes, at: Int64(place.offset)) == bytes.count else { return nil }
        var frame = ByteBuffer(bytes: bytes)
        guard let length = frame.readInteger(as: UInt32.self), let sum = frame.readInteger(as: UInt32.self),
            Int(length) == place.length, Self.checksum(frame) == sum
        else {
            let damage = Damage(file: name(place.segment), offset: place.offset)
            if !damages.contains(damage) { damages.append(damage) }
            return nil
        }
        return frame
    }

    /// The numbers of the files whose newest payload is no older, the newest first.
    public func segments(since: Timestamp?) -> [Int] {
        segments.reversed().lazy.filter { segment in since.map { segment.newest >= $0 } ?? true }.map(\.number)
    }

    /// The payloads of a file, the oldest first.
    public mutating func payloads(of segment: Int) throws(MeridianError) -> [ByteBuffer] {
        try flush()
        guard let content = try FileSystem.read(path(segment)) else { return [] }
        var payloads: [ByteBuffer] = []
        _ = Self.payloads(in: content) { payloads.append($1) }
        return payloads
    }

    // MARK: Form

    enum End: Equatable {
        case complete
        case torn(at: Int)
        case damaged(at: Int)
    }

    /// Reads payloads up to the end, or to where they can't be read.
    static func payloads(in content: ByteBuffer, _ body: (_ offset: Int, _ payload: ByteBuffer) -> Void) -> End {
        var content = content
        let whole = content.readableBytes
        while content.readableBytes > 0 {
            let offset = whole - content.readableBytes
            guard let length = content.readInteger(as: UInt32.self), let sum = content.readInteger(as: UInt32.self)
            else { return .torn(at: offset) }
            guard length <= longestPayload else { return .damaged(at: offset) }
            guard let payload = content.readSlice(length: Int(length)) else { return .torn(at: offset) }
            guard checksum(payload) == sum else { return .damaged(at: offset) }
            body(offset, payload)
        }
        return .complete
    }

    static func checksum(_ payload: ByteBuffer) -> UInt32 {
        payload.withUnsafeReadableBytes { bytes in
            UInt32(
                truncatingIfNeeded: crc32(0, bytes.bindMemory(to: UInt8.self).baseAddress, UInt32(bytes.count)))
        }
    }

    private func path(_ number: Int) -> String { directory + "/" + fileName(number) }

    private func name(_ number: Int) -> String {
        (directory.split(separator: "/").last.map { $0 + "/" } ?? "") + fileName(number)
    }

    private func fileName(_ number: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, 8 - digits.count)) + digits + ".segment"
    }

    private static func number(of name: String) -> Int? {
        guard name.hasSuffix(".segment") else { return nil }
        return Int(name.dropLast(8))
    }
}
