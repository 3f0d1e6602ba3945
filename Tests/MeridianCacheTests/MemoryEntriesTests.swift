import NIOCore
import TestSupport
import Testing

@testable import MeridianCache

@Suite struct MemoryEntriesTests {
    private let value = ByteBuffer(string: "value")

    @Test func boundByCount() {
        var entries = MemoryEntries(maxEntries: 10, maxBytes: 1 << 20)
        for number in 0..<100 { entries.set("\(number)", value, expiry: nil, .zero) }
        #expect(entries.count == 10)
        #expect(entries.get("99", .zero) == value)
        #expect(entries.get("0", .zero) == nil)
    }

    @Test func boundByBytes() {
        var entries = MemoryEntries(maxEntries: 1_000, maxBytes: 10_000)
        for number in 0..<100 { entries.set("\(number)", ByteBuffer(repeating: 0, count: 1_000), expiry: nil, .zero) }
        #expect(entries.bytes <= 10_000)
        #expect(entries.count == 8)
        entries.set("huge", ByteBuffer(repeating: 0, count: 10_000), expiry: nil, .zero)
        #expect(entries.get("huge", .zero) == nil)
        #expect(entries.count == 8)
    }

    @Test func whatIsTooLargeReplacesNothingButTakesTheOldAway() {
        var entries = MemoryEntries(maxEntries: 10, maxBytes: 1_000)
        entries.set("a", value, expiry: nil, .zero)
        entries.set("a", ByteBuffer(repeating: 0, count: 2_000), expiry: nil, .zero)
        #expect(entries.get("a", .zero) == nil)
        #expect(entries.bytes == 0)
    }

    @Test func aScanLeavesWhatIsAskedForAgain() {
        var entries = MemoryEntries(maxEntries: 100, maxBytes: 1 << 20)
        for number in 0..<50 { entries.set("hot\(number)", value, expiry: nil, .zero) }
        for number in 0..<50 { _ = entries.get("hot\(number)", .zero) }
        for number in 0..<10_000 { entries.set("scan\(number)", value, expiry: nil, .zero) }
        let left = (0..<50).count { entries.get("hot\($0)", .zero) != nil }
        #expect(left == 50)
    }

    @Test func expiredEntriesGoWithoutBeingAskedFor() {
        var entries = MemoryEntries(maxEntries: 1_000, maxBytes: 1 << 20)
        for number in 0..<500 { entries.set("old\(number)", value, expiry: .seconds(1), .zero) }
        #expect(entries.get("old7", .seconds(1)) == nil)
        for number in 0..<300 { entries.set("new\(number)", value, expiry: nil, .seconds(2)) }
        #expect(entries.count == 300)
    }

    /// Whatever happens: the bounds hold, the sums are right, and what is found is what was stored last.
    @Test func fuzz() {
        var generator = SeededGenerator(seed: 11)
        for round in 0..<20 {
            let maxEntries = Int.random(in: 1...40, using: &generator)
            var entries = MemoryEntries(maxEntries: maxEntries, maxBytes: 6_000)
            var model: [String: (value: ByteBuffer, expiry: Duration?)] = [:]
            var now = Duration.zero
            for _ in 0..<3_000 {
                now += .milliseconds(Int.random(in: 0...3, using: &generator))
                let key = "\(Int.random(in: 0..<80, using: &generator))"
                switch Int.random(in: 0..<10, using: &generator) {
                case 0..<5:
                    let value = ByteBuffer(
                        repeating: UInt8.random(in: 0...255, using: &generator),
                        count: Int.random(in: 0...400, using: &generator))
                    let expiry = Bool.random(using: &generator) ? now + .milliseconds(50) : nil
                    entries.set(key, value, expiry: expiry, now)
                    model[key] = (value, expiry)
                case 5..<9:
                    if let found = entries.get(key, now) {
                        #expect(found == model[key]?.value)
                        #expect(model[key]?.expiry.map { $0 > now } != false)
                    }
                default:
                    entries.remove(key)
                    model[key] = nil
                    #expect(entries.get(key, now) == nil)
                }
                #expect(entries.count <= maxEntries && entries.bytes <= 6_000)
            }
            entries.removeAll { _ in true }
            #expect(entries.count == 0 && entries.bytes == 0, "round \(round)")
        }
    }
}
