/// What a machine says of itself.
public struct MachineReading: Sendable, Hashable {
    /// The load average over a minute.
    public var load: Double
    /// The share of the processors that is used, 0–1.
    public var cpu: Double

    public init(load: Double = 0, cpu: Double = 0) {
        self.load = load
        self.cpu = cpu
    }
}
