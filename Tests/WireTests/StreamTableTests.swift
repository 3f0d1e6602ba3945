import Testing

@testable import Wire

@Suite struct StreamTableTests {
    @Test func neitherEndRemembersMoreThanTheStreamsThatWereOpenAtATime() throws {
        var caller = StreamTable<Int>(namesStreams: true)
        var worker = StreamTable<Int>(namesStreams: false)
        for number in 0..<10_000 {
            let ids = (0..<3).compactMap { _ in caller.open(number) }
            #expect(ids.count == 3)
            for id in ids {
                try worker.open(id, number)
                worker.close(id)
                caller.close(id)
            }
        }
        #expect(caller.entries.count == 3 && caller.freeSlots.count == 3)
        #expect(worker.entries.count == 3 && worker.freeSlots.isEmpty)
    }
}
