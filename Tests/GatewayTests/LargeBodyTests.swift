import Glibc
import MeridianCore
import NIOPosix
import Synchronization
import Testing

extension GatewayTests {
    /// Nobody reads the echo of a body of 100 MiB: it must stop where its credit ends, and a thousand requests that
    /// share its worker must get by.
    @Test func aLargeBodyHoldsUpNoSmallOnesAndTakesLittleMemory() async throws {
        let size = 100 << 20
        // The echo lasts as long as the small ones take, on whatever machine.
        try await Self.withGateway(options: FunctionOptions(timeout: 60)) { _, address, _ in
            let before = Self.residentBytes
            let large = try RawClient(address)
            // In HTTP/1.0, so that the echo comes without chunks in between.
            try large.sendOnly("POST /echo HTTP/1.0\r\nContent-Length: \(size)\r\n\r\n")
            let sent = Sent()
            async let sending: Void = NIOThreadPool.singleton.runIfActive {
                let part = [UInt8](repeating: UInt8(ascii: "x"), count: 1 << 20)
                while sent.bytes < size { sent.add(try large.sendSome(part[...])) }
            }
            let small = try RawClient(address)
            for _ in 0..<1_000 {
                let answer = try small.get("/hello")
                #expect(answer.status == 200 && answer.body == "Hello")
            }
            #expect(sent.bytes < size, "nobody took the echo, so the body can't have gone through")
            #expect(Self.residentBytes - before < 48 << 20)
            #expect(try large.bodySizeUntilClose() == size)
            try await sending
        }
    }

    private final class Sent: Sendable {
        private let count = Atomic(0)

        var bytes: Int { count.load(ordering: .relaxed) }

        func add(_ bytes: Int) { count.add(bytes, ordering: .relaxed) }
    }

    /// What of this process, which holds the gateway, is in memory.
    private static var residentBytes: Int {
        guard let file = fopen("/proc/self/statm", "r") else { return 0 }
        defer { fclose(file) }
        var text = [CChar](repeating: 0, count: 256)
        fgets(&text, CInt(text.count), file)
        let fields = String(decoding: text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self).split(
            separator: " ")
        return (Int(fields[1]) ?? 0) * Int(sysconf(CInt(_SC_PAGESIZE)))
    }
}
