import NIOCore

#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// The socket of a channel, read and written past it: one system call for each, without the event loop's asking the kernel
/// what can be done. Of use only while the channel itself has nothing to read or write.
struct DirectSocket {
    /// Most events come in one piece of it.
    private static let readSize = 32 << 10

    let descriptor: CInt

    /// Whether something has come, or the end. Does not lock the socket, which would hold up whoever is to write to it.
    var isReadable: Bool {
        var watched = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        return poll(&watched, 1, 0) != 0
    }

    /// Adds what has come, without waiting.
    /// - Returns: Whether anything had. The end and errors are left for the channel to find.
    func read(into buffer: inout ByteBuffer) -> Bool {
        let count = buffer.writeWithUnsafeMutableBytes(minimumWritableBytes: Self.readSize) { space in
            max(0, recv(descriptor, space.baseAddress, space.count, CInt(MSG_DONTWAIT)))
        }
        return count > 0
    }

    /// Writes what fits without waiting.
    /// - Returns: The number of bytes; 0 where errors are left for the channel to find.
    func write(_ bytes: ByteBuffer) -> Int {
        bytes.withUnsafeReadableBytes { bytes in
            max(0, send(descriptor, bytes.baseAddress, bytes.count, CInt(MSG_DONTWAIT) | CInt(MSG_NOSIGNAL)))
        }
    }
}
