import NIOCore
import Testing

@testable import Engine

@Suite struct IdleProcessesTests {
    @Test(
        arguments: [
            ([], 0), ([0], 1), ([0, 400, 800, 1_200], 1), ([0, 10, 20, 500], 3), ([0, 240, 260, 480, 500], 3),
            ([5, 5, 5, 5], 4),
        ] as [([Int64], Int)])
    func asManyWaitAsWereTakenAtATime(milliseconds: [Int64], count: Int) {
        let times = milliseconds.map { NIODeadline.uptimeNanoseconds(1_000_000_000) + .milliseconds($0) }
        #expect(IdleProcesses.mostAtATime(times) == count)
    }
}
