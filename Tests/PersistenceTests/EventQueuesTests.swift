import MeridianCore
import NIOCore
import Persistence
import Testing

@Suite("The queues of services")
struct EventQueuesTests {
    private func check(_ queues: any EventQueues) async throws {
        let (shop, blog) = (ServiceName("shop")!, ServiceName("blog")!)
        #expect(try await queues.services() == [])
        try await queues.queue(of: shop).enqueue([NewEvent(lane: "f", payload: ByteBuffer(string: "1"))])
        try await queues.queue(of: blog).enqueue([NewEvent(lane: "f", payload: ByteBuffer(string: "2"))])
        #expect(try await queues.services() == [blog, shop])
        let leased = try await queues.queue(of: shop).lease(from: "f", limit: 9, for: .seconds(9))
        #expect(leased.map { String(buffer: $0.event.payload) } == ["1"])
        try await queues.remove(shop)
        #expect(try await queues.services() == [blog])
        #expect(try await queues.queue(of: shop).status() == [])
        #expect(try await queues.queue(of: blog).depth(of: "f") == 1)
        await queues.close()
        await #expect(throws: MeridianError.self) { _ = try await queues.queue(of: blog) }
    }

    @Test("are apart from each other in memory")
    func memory() async throws {
        try await check(MemoryEventQueues())
    }

    @Test("are apart from each other in files")
    func files() async throws {
        let directory = try TemporaryDirectory()
        try await check(SQLiteEventQueues(directory: directory("queues")))
        let reopened = try SQLiteEventQueues(directory: directory("queues"))
        #expect(try await reopened.services() == [ServiceName("blog")!, ServiceName("shop")!])
        #expect(try await reopened.queue(of: ServiceName("blog")!).depth(of: "f") == 1)
        await reopened.close()
    }
}
