import Synchronization

/// When what happened while an app started and stopped. `MERIDIAN_TIMELINE=1` prints it once the app is ready.
///
/// A provider can ask for it, and so can a property: `@Inject var timeline: Timeline`.
public final class Timeline: Sendable {
    /// A moment, named such as `plugin.cache.start`.
    public struct Mark: Sendable, Hashable {
        public var name: String
        /// The time since the app began to be set up.
        public var time: Duration
    }

    private let begun = ContinuousClock.now
    private let recorded = Mutex<[Mark]>([])

    init() {}

    /// In the order in which they happened.
    public var marks: [Mark] { recorded.withLock { $0 } }

    /// Adds a mark of one's own.
    public func mark(_ name: String) {
        let time = ContinuousClock.now - begun
        recorded.withLock { $0.append(Mark(name: name, time: time)) }
    }

    /// One line a mark, the time in milliseconds first.
    var text: String {
        marks.map { mark in
            let (seconds, attoseconds) = mark.time.components
            let microseconds = seconds * 1_000_000 + attoseconds / 1_000_000_000_000
            let fraction = String(microseconds % 1_000)
            let padded = String(repeating: "0", count: 3 - fraction.count) + fraction
            return "\(microseconds / 1_000).\(padded) ms  \(mark.name)"
        }.joined(separator: "\n")
    }
}
