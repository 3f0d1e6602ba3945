/// How many requests a second are sent over time: pieces of a straight line, one after the other.
public struct RateCurve: Sendable, Hashable {
    /// A while in which the rate goes evenly from one value to another.
    public struct Piece: Sendable, Hashable {
        /// More than 0.
        public var seconds: Double
        /// Requests a second at the beginning and at the end.
        public var from: Double
        public var to: Double

        public init(seconds: Double, from: Double, to: Double) {
            self.seconds = seconds
            self.from = from
            self.to = to
        }

        /// Requests up to so many seconds after its beginning.
        func requests(until time: Double) -> Double { from * time + (to - from) * time * time / (2 * seconds) }

        /// When so many requests have been sent: the inverse of ``requests(until:)``.
        func time(of requests: Double) -> Double {
            let slope = (to - from) / seconds
            // The form of the quadratic's solution that stays exact when the slope is small.
            let root = max(0, from * from + 2 * slope * requests).squareRoot()
            return min(from + root > 0 ? 2 * requests / (from + root) : 0, seconds)
        }
    }

    public var pieces: [Piece]

    public init(_ pieces: [Piece]) {
        self.pieces = pieces
    }

    /// The same rate all the time.
    public static func steady(_ rate: Double, seconds: Double) -> RateCurve {
        RateCurve([Piece(seconds: seconds, from: rate, to: rate)])
    }

    /// From one rate to another.
    public static func ramp(from: Double, to: Double, seconds: Double) -> RateCurve {
        RateCurve([Piece(seconds: seconds, from: from, to: to)])
    }

    /// One rate, then another at once, then the first again.
    public static func spike(_ rate: Double, to peak: Double, before: Double, during: Double, after: Double)
        -> RateCurve
    {
        RateCurve([
            Piece(seconds: before, from: rate, to: rate), Piece(seconds: during, from: peak, to: peak),
            Piece(seconds: after, from: rate, to: rate),
        ])
    }

    public var seconds: Double { pieces.reduce(0) { $0 + $1.seconds } }

    /// Requests from beginning to end.
    public var requests: Double { pieces.reduce(0) { $0 + $1.requests(until: $1.seconds) } }

    /// Requests up to so many seconds after the beginning.
    public func requests(until time: Double) -> Double {
        var start = 0.0
        var requests = 0.0
        for piece in pieces where time > start {
            requests += piece.requests(until: min(time - start, piece.seconds))
            start += piece.seconds
        }
        return requests
    }

    /// Requests a second at a moment.
    public func rate(at time: Double) -> Double {
        var start = 0.0
        for piece in pieces {
            if time < start + piece.seconds {
                return piece.from + (piece.to - piece.from) * (time - start) / piece.seconds
            }
            start += piece.seconds
        }
        return 0
    }
}
