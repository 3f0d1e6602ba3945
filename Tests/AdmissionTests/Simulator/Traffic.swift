import Admission
import Glibc
import MeridianCore

/// Requests that come whether or not earlier ones were answered (an open loop).
struct Traffic {
    var name = "all"
    var function = 0
    var criticality = Criticality.critical
    /// Arrivals a second at a moment, in seconds from the start.
    var rate: (Double) -> Double
    /// How many come at once: 1 for a Poisson stream.
    var burst = 1
    /// Tries after the first that failed or was turned away.
    var retries = 0
    /// Whether retries say what they are and keep to a budget of the client's.
    var hasBudget = false
    /// After so long a caller gives up, in milliseconds.
    var patience = 250.0

    static func steady(_ rate: Double) -> (Double) -> Double { { _ in rate } }

    /// One rate before a moment and another from then on, back to the first at the end.
    static func step(from low: Double, to high: Double, at start: Double, until end: Double = .infinity)
        -> (Double) -> Double
    {
        { time in time >= start && time < end ? high : low }
    }
}

/// What serves: so many requests at a time, which get in each other's way beyond a number of processors.
struct ServerModel {
    var slots = 20
    /// How many requests run at full speed; more share it.
    var processors = 20.0
    /// Of one request alone, in milliseconds, at a moment in seconds.
    var meanService: (Double) -> Double = { _ in 10 }
    var distribution = Distribution.exponential

    enum Distribution {
        case fixed, exponential
        /// Nine of ten are short, the tenth takes ten times as long.
        case twoKinds
    }

    /// Requests a second that it can do.
    func capacity(at time: Double = 0) -> Double { min(Double(slots), processors) / meanService(time) * 1_000 }

    func duration(at time: Double, running: Int, using generator: inout some RandomNumberGenerator) -> Nanoseconds {
        let mean = meanService(time) * max(1, Double(running) / processors)
        let factor: Double
        switch distribution {
        case .fixed: factor = 1
        case .exponential: factor = -log(1 - Double.random(in: 0..<1, using: &generator))
        case .twoKinds:
            factor = Double.random(in: 0..<1, using: &generator) < 0.1 ? 10 / 1.9 : 1 / 1.9
        }
        return Nanoseconds(mean * factor * 1e6) + 1
    }
}
