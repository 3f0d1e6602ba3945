/// The letters of a day. A queue may bring a message more than once; a letter goes out once.
struct Outbox: Sendable {
    private var letters: [String: Letter] = [:]

    /// - Parameters:
    ///   - letter: The letter.
    ///   - message: The id of the message that asked for it.
    /// - Returns: Whether it goes out now rather than before.
    mutating func add(_ letter: Letter, for message: String) -> Bool {
        guard letters[message] == nil else { return false }
        letters[message] = letter
        return true
    }

    /// - Returns: How many letters there were.
    mutating func clear() -> Int {
        defer { letters = [:] }
        return letters.count
    }
}
