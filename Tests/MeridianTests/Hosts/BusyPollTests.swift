import NIOCore
import Testing

@testable import Meridian

#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

@Suite struct BusyPollTests {
    private let start = NIODeadline.now()

    private func poll(after wait: TimeAmount) -> BusyPoll {
        var poll = BusyPoll()
        poll.begin(at: start)
        poll.end(at: start + wait)
        return poll
    }

    @Test func isWorthItOnlyWhileWhatIsAskedForComesSoon() {
        #expect(!BusyPoll().isWorthIt)
        #expect(poll(after: .microseconds(20)).isWorthIt)
        #expect(poll(after: BusyPoll.soon).isWorthIt)
        #expect(!poll(after: BusyPoll.soon + .nanoseconds(1)).isWorthIt)
        var changing = poll(after: .microseconds(20))
        changing.begin(at: start)
        changing.end(at: start + .seconds(1))
        #expect(!changing.isWorthIt)
    }

    @Test func anEndWithoutABeginningChangesNothing() {
        var poll = poll(after: .microseconds(20))
        poll.end(at: start + .hours(1))
        #expect(poll.isWorthIt)
    }

    @Test func endsWithItsPatienceAndWhenThereIsSomethingToRead() throws {
        var ends: [CInt] = [0, 0]
        try #require(pipe(&ends) == 0)
        defer { for end in ends { close(end) } }
        var patient = poll(after: .microseconds(20))
        patient.begin()
        // Neither would return if its condition were not seen.
        patient.wait(for: ends[0])
        #expect(write(ends[1], "x", 1) == 1)
        patient.begin(at: .now() + .hours(1))
        patient.wait(for: ends[0])
        // Not worth it: returns though nothing has come and the patience is long.
        var byte: UInt8 = 0
        #expect(read(ends[0], &byte, 1) == 1)
        var impatient = BusyPoll()
        impatient.begin(at: .now() + .hours(1))
        impatient.wait(for: ends[0])
    }
}
