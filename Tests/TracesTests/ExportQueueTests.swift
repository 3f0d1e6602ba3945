import Testing

@testable import Traces

@Suite struct ExportQueueTests {
    @Test func whatDoesNotFitIsDroppedAndCounted() {
        var queue = ExportQueue<Int>(capacity: 5)
        queue.append(contentsOf: [1, 2, 3])
        queue.append(contentsOf: [4, 5, 6, 7])
        #expect(queue.dropped == 2)
        #expect(queue.take(3) == [1, 2, 3])
        #expect(queue.take(3) == [4, 5])
        #expect(queue.take(3) == [])
        queue.gaveUp(2)
        #expect(queue.dropped == 4)
    }
}
