package import MeridianCore

extension Timestamp {
    /// To the millisecond; not beyond what a file can hold.
    package func advanced(by duration: Duration) -> Timestamp {
        let (seconds, attoseconds) = duration.components
        let bounded = min(max(seconds, -(1 << 50)), 1 << 50)
        return Timestamp(milliseconds: milliseconds &+ bounded * 1_000 + attoseconds / 1_000_000_000_000_000)
    }
}
