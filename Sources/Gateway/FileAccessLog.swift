import Glibc
import MeridianCore
import NIOCore
import Telemetry

/// Requests in a file, a line each: time, service/function@release, method, path, status, bytes, milliseconds, id.
///
/// Each event loop gathers lines and appends them whole, a second later at the latest; `O_APPEND` keeps the lines of
/// several loops apart.
final class FileAccessLog: AccessLog, @unchecked Sendable {
    private static let gathered = 32 << 10
    private static let largestFile = 64 << 20

    private let path: String
    private let eventLoop: any EventLoop
    private var descriptor: CInt
    private var lines = ByteBuffer()
    private var isScheduled = false
    private var timestamp = ""

    init(path: String, eventLoop: any EventLoop) throws(MeridianError) {
        self.path = path
        self.eventLoop = eventLoop
        descriptor = Self.open(path)
        guard descriptor >= 0 else {
            throw MeridianError(
                .accessLogUnusable, "the access log '\(path)' can't be opened: \(String(cString: strerror(errno)))")
        }
    }

    deinit {
        flush()
        close(descriptor)
    }

    private static func open(_ path: String) -> CInt {
        Glibc.open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o640)
    }

    func record(_ record: AccessRecord) {
        if !isScheduled {
            isScheduled = true
            timestamp = Timestamp.now.description
            eventLoop.assumeIsolated().scheduleTask(in: .seconds(1)) { self.flush() }
        }
        lines.writeString(timestamp)
        lines.writeString(" \(record.service)/\(record.function)@\(record.release) ")
        lines.writeString(record.request.method.rawValue)
        lines.writeString(" ")
        lines.writeImmutableBuffer(record.request.target)
        lines.writeString(" \(record.status) \(record.answerBytes) \(record.milliseconds) \(record.requestID)\n")
        if lines.readableBytes >= Self.gathered { write() }
    }

    private func flush() {
        isScheduled = false
        write()
    }

    private func write() {
        guard lines.readableBytes > 0 else { return }
        _ = lines.readWithUnsafeReadableBytes { bytes in
            _ = Glibc.write(descriptor, bytes.baseAddress, bytes.count)
            return bytes.count
        }
        lines.clear()
        var status = stat()
        if fstat(descriptor, &status) == 0, status.st_size > Self.largestFile { rotate() }
    }

    private func rotate() {
        // Another loop may have renamed it already: then only the new file is opened.
        var current = stat()
        if stat(path, &current) == 0, current.st_size > Self.largestFile { rename(path, path + ".1") }
        let next = Self.open(path)
        guard next >= 0 else { return }
        close(descriptor)
        descriptor = next
    }
}
