import NIOCore
import Testing

@testable import Meridian

#if canImport(Musl)
    import Musl
#else
    import Glibc
#endif

@Suite struct DirectSocketTests {
    /// Both ends of a connection.
    private final class Ends {
        let ours: CInt
        let theirs: CInt

        init() throws {
            var ends: [CInt] = [-1, -1]
            try #require(socketpair(AF_UNIX, CInt(SOCK_STREAM.rawValue), 0, &ends) == 0)
            (ours, theirs) = (ends[0], ends[1])
        }

        deinit {
            close(ours)
            close(theirs)
        }
    }

    @Test func whatHasComeIsReadAndNothingIsWaitedFor() throws {
        let ends = try Ends()
        let socket = DirectSocket(descriptor: ends.ours)
        var buffer = ByteBuffer()
        #expect(!socket.isReadable)
        #expect(!socket.read(into: &buffer))
        #expect(DirectSocket(descriptor: ends.theirs).write(ByteBuffer(string: "come")) == 4)
        #expect(socket.isReadable)
        #expect(socket.read(into: &buffer))
        #expect(String(buffer: buffer) == "come")
    }

    @Test func theEndIsLeftToTheChannel() throws {
        let ends = try Ends()
        let socket = DirectSocket(descriptor: ends.ours)
        shutdown(ends.theirs, CInt(SHUT_RDWR))
        var buffer = ByteBuffer()
        #expect(socket.isReadable)
        #expect(!socket.read(into: &buffer))
        // Raises no signal.
        #expect(socket.write(ByteBuffer(string: "x")) == 0)
    }

    @Test func whatDoesNotFitIsLeft() throws {
        let ends = try Ends()
        let socket = DirectSocket(descriptor: ends.ours)
        let bytes = ByteBuffer(repeating: 7, count: 8 << 20)
        let count = socket.write(bytes)
        #expect(count > 0)
        #expect(count < bytes.readableBytes)
        #expect(socket.write(bytes) == 0)
    }
}
