import TestSupport
import Testing

@testable import MeridianSQL

private typealias State = PoolState<Int, String>

@Suite("The pool without its tasks")
struct PoolStateTests {
    private let now = ContinuousClock.now

    private func item(_ number: Int, _ age: Duration = .zero) -> State.Item {
        State.Item(connection: number, expiry: now + .seconds(100) - age, idleSince: now - age)
    }

    @Test("connections are opened as they are needed, up to the maximum")
    func opening() {
        var state = State(SQLPoolConfiguration(minimum: 0, maximum: 2, waiting: 3))
        for (id, expected) in [(UInt64(1), 1), (2, 1), (3, 0)] {
            guard case .wait(let open, _) = state.lease(id, "w\(id)", now: now, isUsable: { _ in true }) else {
                Issue.record("\(id) did not wait")
                continue
            }
            #expect(open == expected)
        }
        guard case .refuse(.tooManyWait, _) = state.lease(4, "w4", now: now, isUsable: { _ in true }) else {
            Issue.record("a fourth waits")
            return
        }
        guard case .give("w1") = state.opened(item(1)), case .give("w2") = state.opened(item(2)) else {
            Issue.record("they are not served in their order")
            return
        }
        guard case .give("w3") = state.returned(item(1), isUsable: true, now: now) else {
            Issue.record("the third is not served")
            return
        }
        guard case .keep = state.returned(item(2), isUsable: true, now: now) else {
            Issue.record("nobody waits, but it is not kept")
            return
        }
        #expect((state.leased, state.idle.count, state.opening) == (1, 1, 0))
    }

    @Test("what does not work any more is closed, and the next taken")
    func broken() {
        var state = State(SQLPoolConfiguration(minimum: 0, maximum: 3))
        for number in 1...3 {
            _ = state.lease(UInt64(number), "", now: now, isUsable: { _ in true })
        }
        for number in 1...3 { _ = state.opened(item(number)) }
        for number in 1...3 { _ = state.returned(item(number), isUsable: true, now: now) }
        guard case .use(let found, let broken) = state.lease(9, "", now: now, isUsable: { $0 == 1 }) else {
            Issue.record("nothing was found")
            return
        }
        #expect(found.connection == 1)
        #expect(broken == [3, 2])
        guard case .close(1) = state.returned(item(1), isUsable: false, now: now) else {
            Issue.record("a broken connection is kept")
            return
        }
        #expect(state.open == 0)
    }

    @Test("when none can be opened, all who wait are told; when some are left, one is")
    func failing() {
        var state = State(SQLPoolConfiguration(minimum: 0, maximum: 2))
        for id in 1...4 { _ = state.lease(UInt64(id), "w\(id)", now: now, isUsable: { _ in true }) }
        #expect(state.openingFailed() == ["w1"])
        #expect(state.openingFailed() == ["w2", "w3", "w4"])
        #expect((state.waiting, state.open) == (0, 0))
    }

    @Test("the idle are closed down to the minimum, the old in any case")
    func expiry() {
        var state = State(SQLPoolConfiguration(minimum: 1, maximum: 4, idle: .seconds(10), lifetime: .seconds(100)))
        for number in 1...4 { _ = state.lease(UInt64(number), "", now: now, isUsable: { _ in true }) }
        for number in 1...4 { _ = state.opened(item(number)) }
        for number in 1...4 { _ = state.returned(item(number), isUsable: true, now: now + .seconds(number)) }
        #expect(state.expire(now: now + .seconds(9)).isEmpty)
        #expect(state.expire(now: now + .seconds(12)) == [1, 2])
        #expect(state.expire(now: now + .seconds(99)) == [3])
        #expect(state.expire(now: now + .seconds(100)) == [4])
        #expect(state.beginOpening() == 1)
    }

    @Test("whatever happens, nobody is lost and the maximum holds", arguments: 0..<50)
    func random(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let configuration = SQLPoolConfiguration(minimum: 1, maximum: 3, idle: .seconds(5), waiting: 6)
        var state = State(configuration)
        var (waiting, leased, served): (Set<String>, [Int], Int) = ([], [], 0)
        var (nextID, nextConnection, toOpen) = (UInt64(0), 0, 0)
        var time = now
        func take(_ handover: State.Handover, _ connection: Int) {
            guard case .give(let waiter) = handover else { return }
            #expect(waiting.remove(waiter) != nil)
            leased.append(connection)
            served += 1
        }
        for _ in 0..<500 {
            time += .seconds(1)
            switch UInt64.random(in: 0..<6, using: &random) {
            case 0, 1:
                nextID += 1
                switch state.lease(nextID, "\(nextID)", now: time, isUsable: { !$0.isMultiple(of: 5) }) {
                case .use(let item, _): leased.append(item.connection)
                case .wait(let open, _):
                    waiting.insert("\(nextID)")
                    toOpen += open
                case .refuse: #expect(waiting.count == 6)
                }
            case 2 where toOpen > 0:
                toOpen -= 1
                nextConnection += 1
                let item = State.Item(connection: nextConnection, expiry: time + .seconds(50), idleSince: time)
                take(state.opened(item), nextConnection)
            case 3 where toOpen > 0:
                toOpen -= 1
                for waiter in state.openingFailed() { #expect(waiting.remove(waiter) != nil) }
            case 4 where !leased.isEmpty:
                let connection = leased.removeFirst()
                let item = State.Item(connection: connection, expiry: time + .seconds(50), idleSince: time)
                take(state.returned(item, isUsable: Bool.random(using: &random), now: time), connection)
                toOpen += state.beginOpening()
            default:
                if let id = waiting.randomElement(using: &random), let number = UInt64(id) {
                    #expect(state.giveUp(number) == id)
                    waiting.remove(id)
                }
                _ = state.expire(now: time)
                toOpen += state.beginOpening()
            }
            #expect(state.waiting == waiting.count)
            #expect(state.leased == leased.count)
            #expect(state.opening == toOpen)
            #expect(state.open <= 3)
            // Who waits, waits for something.
            if state.waiting > 0 { #expect(state.leased + state.opening > 0) }
        }
        #expect(served > 0)
        #expect(Set(state.close().waiters) == waiting)
    }
}
