public import MeridianCore
public import NIOCore

/// What waits for instances: the critical first, then one function after the other by deficit round robin (M. Shreedhar
/// and G. Varghese, "Efficient Fair Queuing Using Deficit Round-Robin", 1996), so that none starves another.
///
/// What nobody waits for any more comes out to be answered without being run. While the unit is overloaded, the newest
/// of a function's requests come first once its oldest have waited long, and those that are overdue are dropped; both of
/// a long queue, since a short one is soon through: it is better to answer some in time than all too late. What came in
/// before an overload was known would otherwise wait through all of it.
public struct FairQueue<Element> {
    public enum Taken {
        case serve(Element)
        /// Its deadline has passed, or it has waited as long as anything may.
        case drop(Element)
    }

    @usableFromInline struct Item {
        @usableFromInline let element: Element
        @usableFromInline let enqueued: Nanoseconds
        @usableFromInline let deadline: Nanoseconds

        @inlinable init(element: Element, enqueued: Nanoseconds, deadline: Nanoseconds) {
            self.element = element
            self.enqueued = enqueued
            self.deadline = deadline
        }
    }

    /// The requests of one function and criticality.
    @usableFromInline struct Flow {
        @usableFromInline var items = CircularBuffer<Item>()
        @usableFromInline var deficit = 0.0
        @usableFromInline var weight = 1.0

        @inlinable init() {}
    }

    @usableFromInline let longestWait: Nanoseconds
    @usableFromInline let patience: Nanoseconds
    @usableFromInline let overdue: Nanoseconds
    @usableFromInline var flows: [Flow] = []
    /// By function and criticality; -1 where nothing ever waited.
    @usableFromInline var flowNumbers: [Int32] = []
    /// The flows with requests, by criticality, in the order of their turns.
    @usableFromInline var turns = [CircularBuffer<Int>](repeating: CircularBuffer(), count: 4)
    public private(set) var count = 0

    /// - Parameters:
    ///   - longestWait: What has waited longer is dropped.
    ///   - patience: How long the oldest must have waited until the newest may overtake it, while the unit is overloaded.
    ///   - overdue: What has waited longer is dropped from a long queue meanwhile.
    public init(
        longestWait: Nanoseconds = 1_000_000_000, patience: Nanoseconds = 100_000_000,
        overdue: Nanoseconds = 200_000_000
    ) {
        self.longestWait = longestWait
        self.patience = patience
        self.overdue = overdue
    }

    @inlinable public var isEmpty: Bool { count == 0 }

    /// - Parameters:
    ///   - function: A small number from 0; memory grows with the greatest.
    ///   - weight: The function's share beside others; more than 0.
    @inlinable public mutating func push(
        _ element: Element, function: Int, weight: Double = 1, criticality: Criticality = .critical,
        deadline: Nanoseconds = .max, now: Nanoseconds
    ) {
        let number = flowNumber(function, criticality)
        flows[number].weight = weight
        if flows[number].items.isEmpty {
            flows[number].deficit = 0
            turns[Int(criticality.rawValue)].append(number)
        }
        flows[number].items.append(Item(element: element, enqueued: now, deadline: deadline))
        changeCount(1)
    }

    /// Takes out what comes next.
    /// - Parameters:
    ///   - newestFirst: Whether the unit is overloaded.
    ///   - mayStart: Whether a request's function may have another one running; flows of which none may keep their turn.
    /// - Returns: `nil` when nothing waits that may start.
    @inlinable public mutating func pop(
        now: Nanoseconds, newestFirst: Bool = false, where mayStart: (Element) -> Bool = { _ in true }
    ) -> Taken? {
        guard count > 0 else { return nil }
        for criticality in turns.indices {
            var blocked = 0
            while blocked < turns[criticality].count {
                let number = turns[criticality][turns[criticality].startIndex]
                if let expired = takeExpired(number, criticality, now, isOverloaded: newestFirst) {
                    return .drop(expired)
                }
                guard let oldest = flows[number].items.first, mayStart(oldest.element) else {
                    turns[criticality].append(turns[criticality].removeFirst())
                    blocked += 1
                    continue
                }
                if flows[number].deficit < 1 {
                    flows[number].deficit += flows[number].weight
                    if flows[number].deficit < 1 {
                        // Its weight gives it less than a request a round.
                        turns[criticality].append(turns[criticality].removeFirst())
                        continue
                    }
                }
                flows[number].deficit -= 1
                let overtakes = newestFirst && now - oldest.enqueued > patience && isLong(number, criticality)
                let item = overtakes ? flows[number].items.removeLast() : flows[number].items.removeFirst()
                changeCount(-1)
                endTurn(number, criticality)
                return .serve(item.element)
            }
        }
        return nil
    }

    /// Takes out what fits, in no order; what stays keeps its place.
    @inlinable public mutating func remove(where fits: (Element) -> Bool) -> [Element] {
        guard count > 0 else { return [] }
        var removed: [Element] = []
        for criticality in turns.indices {
            for number in turns[criticality] {
                guard flows[number].items.contains(where: { fits($0.element) }) else { continue }
                var kept = CircularBuffer<Item>(initialCapacity: flows[number].items.count)
                for item in flows[number].items {
                    if fits(item.element) { removed.append(item.element) } else { kept.append(item) }
                }
                flows[number].items = kept
            }
            let left = turns[criticality].filter { !flows[$0].items.isEmpty }
            if left.count < turns[criticality].count { turns[criticality] = CircularBuffer(left) }
        }
        changeCount(-removed.count)
        return removed
    }

    /// Takes out everything, in no order.
    public mutating func removeAll() -> [Element] {
        var elements: [Element] = []
        for number in flows.indices {
            elements += flows[number].items.map(\.element)
            flows[number].items.removeAll()
        }
        for criticality in turns.indices { turns[criticality].removeAll() }
        count = 0
        return elements
    }

    /// A function with a short queue loses nothing of it to an overload, which is not its doing, and nothing of it is
    /// overtaken: it is served before long. The fewer take turns, the sooner.
    @inlinable func isLong(_ number: Int, _ criticality: Int) -> Bool {
        flows[number].items.count > min(32, max(16, 64 / turns[criticality].count))
    }

    @inlinable mutating func takeExpired(
        _ number: Int, _ criticality: Int, _ now: Nanoseconds, isOverloaded: Bool
    ) -> Element? {
        guard let oldest = flows[number].items.first else { return nil }
        let waited = now - oldest.enqueued
        let isOverdue = isOverloaded && waited > overdue && isLong(number, criticality)
        guard oldest.deadline <= now || waited > longestWait || isOverdue else { return nil }
        flows[number].items.removeFirst()
        changeCount(-1)
        if flows[number].items.isEmpty { turns[criticality].removeFirst() }
        return oldest.element
    }

    @inlinable mutating func endTurn(_ number: Int, _ criticality: Int) {
        if flows[number].items.isEmpty {
            turns[criticality].removeFirst()
        } else if flows[number].deficit < 1 {
            turns[criticality].append(turns[criticality].removeFirst())
        }
    }

    @inlinable mutating func flowNumber(_ function: Int, _ criticality: Criticality) -> Int {
        let place = function * 4 + Int(criticality.rawValue)
        while flowNumbers.count <= place { flowNumbers.append(-1) }
        if flowNumbers[place] < 0 {
            flowNumbers[place] = Int32(flows.count)
            flows.append(Flow())
        }
        return Int(flowNumbers[place])
    }

    @usableFromInline mutating func changeCount(_ change: Int) {
        count += change
    }
}
