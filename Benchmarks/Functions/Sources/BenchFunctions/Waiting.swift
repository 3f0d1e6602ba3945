import Synchronization

/// Something that takes its time without a processor, as a call to another system does; how long can be changed.
enum Waiting {
    private static let length = Atomic<Int>(20)

    /// In milliseconds.
    static var milliseconds: Int {
        get { length.load(ordering: .relaxed) }
        set { length.store(newValue, ordering: .relaxed) }
    }

    static func done() async throws -> String {
        try await Task.sleep(for: .milliseconds(milliseconds))
        return "done"
    }
}
