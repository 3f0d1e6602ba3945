import MeridianCore
import TestSupport
import Testing

@testable import Admission

@Suite struct FairQueueTests {
    private func drain(
        _ queue: inout FairQueue<String>, now: Nanoseconds = 0, newestFirst: Bool = false, most: Int = .max
    ) -> [String] {
        var served: [String] = []
        while served.count < most, let taken = queue.pop(now: now, newestFirst: newestFirst) {
            switch taken {
            case .serve(let element): served.append(element)
            case .drop(let element): served.append("-" + element)
            }
        }
        return served
    }

    @Test func functionsTakeTurns() {
        var queue = FairQueue<String>()
        for number in 1...3 { queue.push("a\(number)", function: 0, now: 0) }
        queue.push("b1", function: 1, now: 0)
        queue.push("c1", function: 2, now: 0)
        #expect(drain(&queue) == ["a1", "b1", "c1", "a2", "a3"])
        #expect(queue.isEmpty)
        #expect(queue.pop(now: 0) == nil)
    }

    @Test func weightsAreShares() {
        var queue = FairQueue<String>()
        for _ in 0..<300 {
            queue.push("a", function: 0, weight: 0.5, now: 0)
            queue.push("b", function: 1, weight: 1.5, now: 0)
        }
        let served = drain(&queue, most: 200)
        #expect(served.count { $0 == "a" } == 50)
    }

    @Test func theCriticalComeFirst() {
        var queue = FairQueue<String>()
        queue.push("prefetch", function: 0, criticality: .sheddable, now: 0)
        queue.push("report", function: 0, criticality: .sheddablePlus, now: 0)
        queue.push("page", function: 1, criticality: .critical, now: 0)
        queue.push("payment", function: 2, criticality: .criticalPlus, now: 0)
        #expect(drain(&queue) == ["payment", "page", "report", "prefetch"])
    }

    @Test func whatNobodyWaitsForIsDropped() {
        var queue = FairQueue<String>(longestWait: 100)
        queue.push("late", function: 0, deadline: 50, now: 0)
        queue.push("old", function: 0, now: 0)
        queue.push("good", function: 0, now: 60)
        #expect(drain(&queue, now: 110) == ["-late", "-old", "good"])
        #expect(queue.count == 0)
    }

    @Test func theNewestOvertakeTheOldOfALongQueueUnderOverload() {
        var queue = FairQueue<String>(patience: 20)
        for number in 0..<35 { queue.push("\(number)", function: 0, now: Nanoseconds(number)) }
        var calm = queue
        #expect(drain(&calm, now: 30, most: 3) == ["0", "1", "2"])
        // Once no more than 32 are left, none is overtaken.
        #expect(drain(&queue, now: 30, newestFirst: true, most: 5) == ["34", "33", "32", "0", "1"])
    }

    @Test func theMoreTakeTurnsTheShorterIsAQueueThatIsNotOvertaken() {
        var queue = FairQueue<String>(patience: 20)
        for function in 0..<4 {
            for number in 0..<17 { queue.push("\(function).\(number)", function: function, now: 0) }
        }
        #expect(drain(&queue, now: 30, newestFirst: true, most: 5) == ["0.16", "1.16", "2.16", "3.16", "0.0"])
    }

    @Test func whatIsOverdueUnderOverloadIsDroppedFromALongQueue() {
        var queue = FairQueue<String>(patience: 20, overdue: 100)
        for number in 0..<34 { queue.push("\(number)", function: 0, now: Nanoseconds(number)) }
        queue.push("other", function: 1, now: 0)
        var calm = queue
        #expect(drain(&calm, now: 150, most: 1) == ["0"])
        // Two are more than a function keeps in any case.
        #expect(drain(&queue, now: 150, newestFirst: true, most: 5) == ["-0", "-1", "2", "other", "3"])
        #expect(queue.count == 30)
    }

    @Test func aFunctionThatMayNotStartLosesNoTurn() {
        var queue = FairQueue<String>()
        queue.push("a1", function: 0, now: 0)
        queue.push("b1", function: 1, now: 0)
        queue.push("c1", function: 2, criticality: .sheddable, now: 0)
        func pop(_ blocked: String) -> String? {
            guard case .serve(let element)? = queue.pop(now: 0, where: { !$0.hasPrefix(blocked) }) else { return nil }
            return element
        }
        #expect(pop("a") == "b1")
        #expect(pop("a") == "c1")
        #expect(pop("a") == nil)
        #expect(queue.count == 1)
        #expect(pop("x") == "a1")
    }

    @Test func everythingCanBeTakenOut() {
        var queue = FairQueue<String>()
        queue.push("a", function: 3, now: 0)
        queue.push("b", function: 900, criticality: .sheddable, now: 0)
        #expect(queue.removeAll().sorted() == ["a", "b"])
        #expect(queue.pop(now: 0) == nil)
        queue.push("c", function: 3, now: 0)
        #expect(drain(&queue) == ["c"])
    }

    @Test func someCanBeTakenOutAndTheOthersKeepTheirPlaces() {
        var queue = FairQueue<String>()
        for number in 1...3 { queue.push("a\(number)", function: 0, now: 0) }
        queue.push("b1", function: 1, now: 0)
        queue.push("c1", function: 2, criticality: .sheddable, now: 0)
        #expect(queue.remove { $0 == "a2" || $0 == "b1" || $0 == "c1" }.sorted() == ["a2", "b1", "c1"])
        #expect(queue.remove { _ in false }.isEmpty)
        #expect(queue.count == 2)
        #expect(drain(&queue) == ["a1", "a3"])
        #expect(queue.remove { _ in true }.isEmpty)
        queue.push("b2", function: 1, now: 0)
        #expect(drain(&queue) == ["b2"])
    }

    /// Whatever is pushed comes out once.
    @Test(arguments: [UInt64(1), 2, 3])
    func nothingIsLostOrDoubled(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        var queue = FairQueue<Int>(longestWait: 500)
        var out: [Int] = []
        var pushed = 0
        for now in 0..<Nanoseconds(5_000) {
            if Bool.random(using: &generator) {
                queue.push(
                    pushed, function: .random(in: 0..<20, using: &generator),
                    weight: .random(in: 0.1...4, using: &generator),
                    criticality: Criticality.allCases.randomElement(using: &generator)!,
                    deadline: now + .random(in: 1..<1_000, using: &generator), now: now)
                pushed += 1
            } else if Int.random(in: 0..<20, using: &generator) == 0 {
                let part = Int.random(in: 2..<8, using: &generator)
                out += queue.remove { $0 % part == 0 }
            } else if let taken = queue.pop(now: now, newestFirst: Bool.random(using: &generator)) {
                switch taken {
                case .serve(let element), .drop(let element): out.append(element)
                }
            }
            #expect(queue.count == pushed - out.count)
        }
        out += queue.removeAll()
        #expect(out.sorted() == Array(0..<pushed))
    }
}
