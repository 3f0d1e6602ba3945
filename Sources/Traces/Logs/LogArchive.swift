import JSONCodec
public import MeridianCore
import NIOCore
import Synchronization
public import Telemetry

/// Log lines on disk, kept by size and age. Taking a line never waits for the disk; searching does.
public final class LogArchive: Sendable {
    public struct Status: Sendable, Equatable {
        public var bytes: Int
        /// Lines that were dropped because too many came at a time, or could not be written.
        public var dropped: Int
        public var damages: [SegmentLog.Damage]
        public var problem: String?
    }

    private struct Waiting: Sendable {
        var entries: [LogEntry] = []
        var dropped = 0
    }

    private struct Written: Sendable {
        var log: SegmentLog
        var problem: String?
    }

    private let mostWaiting: Int
    private let waiting = Mutex(Waiting())
    private let written: Mutex<Written>

    /// - Parameters:
    ///   - directory: Made if need be.
    ///   - mostWaiting: The most lines that wait to be written.
    /// - Throws: ``ErrorCode/storeUnusable``.
    public init(
        directory: String, limits: SegmentLog.Limits, mostWaiting: Int = 65_536, now: Timestamp = .now
    ) throws(MeridianError) {
        self.mostWaiting = mostWaiting
        written = Mutex(Written(log: try SegmentLog(directory: directory, limits: limits, now: now)))
    }

    /// Callable from any thread, event loops included.
    public func append(_ entry: LogEntry) {
        waiting.withLock { waiting in
            if waiting.entries.count < mostWaiting { waiting.entries.append(entry) } else { waiting.dropped += 1 }
        }
    }

    /// Writes what waits. Blocks.
    public func flush(now: Timestamp = .now) {
        written.withLock { written in flush(&written, now) }
    }

    private func flush(_ written: inout Written, _ now: Timestamp) {
        let entries = waiting.withLock { waiting in
            defer { waiting.entries = [] }
            return waiting.entries
        }
        guard !entries.isEmpty else { return }
        var lost = entries.count
        do {
            for entry in entries {
                _ = try written.log.append(try JSON.encode(entry), now: now)
                lost -= 1
            }
            try written.log.flush()
            _ = try written.log.expire(now)
            written.problem = nil
        } catch {
            written.problem = "\(error)"
            waiting.withLock { $0.dropped += max(1, lost) }
        }
    }

    /// The newest lines that match, the oldest of them first. Blocks.
    /// - Parameter limit: The most lines.
    public func search(_ filter: LogFilter, limit: Int, now: Timestamp = .now) throws -> [LogEntry] {
        let needles = filter.needles
        return try written.withLock { written in
            flush(&written, now)
            var found: [LogEntry] = []
            for segment in written.log.segments(since: filter.since) {
                for payload in try written.log.payloads(of: segment).reversed() {
                    guard found.count < limit else { return found.reversed() }
                    guard needles.allSatisfy({ payload.contains($0) }) else { continue }
                    let entry = try JSON.decode(LogEntry.self, from: payload)
                    if filter.matches(entry) { found.append(entry) }
                }
            }
            return found.reversed()
        }
    }

    public var status: Status {
        let dropped = waiting.withLock { $0.dropped }
        return written.withLock { written in
            Status(
                bytes: written.log.bytes, dropped: dropped, damages: written.log.damages, problem: written.problem)
        }
    }
}

extension LogFilter {
    /// Bytes that the document of every matching line has, so that most others need not be read.
    fileprivate var needles: [[UInt8]] {
        [service?.rawValue, function?.rawValue, requestID, text].compactMap { text in
            // What JSON writes as it is.
            guard let text, text.utf8.allSatisfy(Self.isWrittenAsItIs) else { return nil }
            return Array(text.utf8)
        }
    }
}

extension LogFilter {
    private static func isWrittenAsItIs(_ byte: UInt8) -> Bool {
        (0x20...0x7E).contains(byte) && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "\\")
            && byte != UInt8(ascii: "/")
    }
}

extension ByteBuffer {
    fileprivate func contains(_ needle: [UInt8]) -> Bool {
        withUnsafeReadableBytes { bytes in
            guard let first = needle.first, bytes.count >= needle.count else { return needle.isEmpty }
            for start in 0...(bytes.count - needle.count) where bytes[start] == first {
                if needle.indices.allSatisfy({ bytes[start + $0] == needle[$0] }) { return true }
            }
            return false
        }
    }
}
