/// What waits to be exported: so many at most; what comes beyond is dropped and counted.
public struct ExportQueue<Element: Sendable>: Sendable {
    public let capacity: Int
    public private(set) var dropped = 0
    private var elements: [Element] = []

    public init(capacity: Int) {
        self.capacity = capacity
    }

    public var count: Int { elements.count }

    public mutating func append(contentsOf more: [Element]) {
        let room = max(0, capacity - elements.count)
        elements += more.prefix(room)
        dropped += max(0, more.count - room)
    }

    /// Takes the oldest out, so many at most.
    public mutating func take(_ most: Int) -> [Element] {
        let taken = Array(elements.prefix(most))
        elements.removeFirst(taken.count)
        return taken
    }

    /// Counts elements that were taken and could not be sent.
    public mutating func gaveUp(_ count: Int) {
        dropped += count
    }
}
