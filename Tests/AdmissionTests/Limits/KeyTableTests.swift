import TestSupport
import Testing

@testable import Admission

@Suite struct KeyTableTests {
    @Test func eachKeyHasItsOwnTokens() {
        var table = KeyTable(keys: 64)
        for _ in 0..<3 { #expect(table.take(1, rate: 3, size: 3, now: 0) == nil) }
        #expect(table.take(1, rate: 3, size: 3, now: 0) == Nanoseconds(seconds: 1.0 / 3))
        #expect(table.take(2, rate: 3, size: 3, now: 0) == nil)
        #expect(table.take(1, rate: 3, size: 3, now: Nanoseconds(seconds: 1.0 / 3)) == nil)
    }

    @Test func aCountOfNothingPassesNothing() {
        var table = KeyTable(keys: 8)
        #expect(table.take(1, rate: 0, size: 0, now: 0) == .max)
    }

    @Test func requestsOfAKeyAtATimeAreCounted() {
        var table = KeyTable(keys: 8)
        #expect(table.enter(1, limit: 1, now: 0) == true)
        #expect(table.enter(1, limit: 1, now: 0) == false)
        table.leave(1)
        #expect(table.enter(1, limit: 1, now: 0) == true)
    }

    /// A hot key keeps its limit among a hundred thousand others, and memory stays what it was.
    @Test func aHotKeyIsKnownAmongManyOthers() {
        var generator = SeededGenerator(seed: 3)
        var table = KeyTable(keys: 1_024)
        let hash = KeyHash(seed: 9)
        let hot = hash("item-1")
        var passed = 0
        for millisecond in 0..<10_000 {
            let now = Nanoseconds(millisecond) * .millisecond
            if table.take(hot, rate: 10, size: 10, now: now) == nil { passed += 1 }
            for _ in 0..<10 { _ = table.take(generator.next(), rate: 10, size: 10, now: now) }
        }
        #expect((100...110).contains(passed), "\(passed)")
        #expect(table.hottest(1).map(\.key) == [hot])
        #expect(table.hottest(10_000).count <= 1_024)
    }

    @Test func aKeyInUseDoesNotMakeRoom() {
        var table = KeyTable(keys: 8)
        #expect(table.enter(1, limit: 1, now: 0) == true)
        for key in UInt64(2)...100 { _ = table.enter(key, limit: 1, now: Nanoseconds(key)); table.leave(key) }
        #expect(table.enter(1, limit: 1, now: 1_000) == false)
    }
}
