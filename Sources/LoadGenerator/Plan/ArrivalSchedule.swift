import Glibc

/// When requests are to be sent, decided by the plan alone: no answer that is late makes a later request wait (an open
/// loop).
public struct ArrivalSchedule: Sequence, IteratorProtocol, Sendable {
    public enum Spacing: String, Sendable, Hashable, Codable, CaseIterable {
        /// At even distances.
        case even
        /// At random and independent of each other, as people come.
        case poisson
    }

    private let curve: RateCurve
    private let spacing: Spacing
    private var generator: LoadDraw
    /// Requests until the next, counted along the curve from its beginning.
    private var position = 0.0
    private var piece = 0
    private var pieceStart = (time: 0.0, requests: 0.0)

    public init(_ curve: RateCurve, spacing: Spacing = .poisson, seed: UInt64 = 1) {
        self.curve = curve
        self.spacing = spacing
        generator = LoadDraw(seed: seed)
        if spacing == .even { position = -0.5 }
    }

    /// - Returns: Seconds from the beginning; `nil` when the plan is at its end.
    public mutating func next() -> Double? {
        position += spacing == .even ? 1 : -log(1 - generator.unit())
        while piece < curve.pieces.count {
            let current = curve.pieces[piece]
            let requests = current.requests(until: current.seconds)
            if position < pieceStart.requests + requests {
                return pieceStart.time + current.time(of: position - pieceStart.requests)
            }
            pieceStart.time += current.seconds
            pieceStart.requests += requests
            piece += 1
        }
        return nil
    }
}
