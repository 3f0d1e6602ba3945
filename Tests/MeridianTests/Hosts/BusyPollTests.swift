import NIOCore
import Testing

@testable import Meridian

@Suite struct BusyPollTests {
    private let start = NIODeadline.now()

    private func poll(after wait: TimeAmount) -> BusyPoll {
        let poll = BusyPoll()
        poll.begin(at: start)
        poll.end(at: start + wait)
        return poll
    }

    @Test func isWorthItOnlyWhileWhatIsAskedForComesSoon() {
        #expect(!BusyPoll().isWorthIt)
        #expect(poll(after: .microseconds(20)).isWorthIt)
        #expect(poll(after: BusyPoll.soon).isWorthIt)
        #expect(!poll(after: BusyPoll.soon + .nanoseconds(1)).isWorthIt)
        let changing = poll(after: .microseconds(20))
        changing.begin(at: start)
        changing.end(at: start + .seconds(1))
        #expect(!changing.isWorthIt)
    }

    @Test func anEndWithoutABeginningChangesNothing() {
        let poll = poll(after: .microseconds(20))
        poll.end(at: start + .hours(1))
        #expect(poll.isWorthIt)
    }

    @Test func endsWithItsPatienceAndWhenSomethingHasCome() {
        let patient = poll(after: .microseconds(20))
        patient.begin()
        // Would not return if its patience had no end.
        #expect(!patient.wait { false })
        patient.begin(at: .now() + .hours(1))
        var looks = 0
        let hasCome = patient.wait {
            looks += 1
            return looks == 100
        }
        #expect(hasCome)
        #expect(looks == 100)
        // Not worth it: nobody looks, though the patience is long.
        let impatient = BusyPoll()
        impatient.begin(at: .now() + .hours(1))
        #expect(!impatient.wait { true })
    }
}
