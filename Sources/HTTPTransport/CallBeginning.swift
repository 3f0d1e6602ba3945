/// How a call of a function began: when an instance got it, and what was waited for until that could serve.
public struct CallBeginning: Sendable, Equatable {
    /// When an instance got the call, by the clock of admission, in nanoseconds.
    public var began: Int64
    /// The process id of the instance.
    public var instance: Int32
    /// Whether the instance was started for it, or was still starting.
    public var isCold: Bool
    /// How long it took to start the process, in nanoseconds; 0 unless cold.
    public var spawn: Int64
    /// From the process's start until it was ready, in nanoseconds; 0 unless cold.
    public var initialization: Int64

    public init(began: Int64, instance: Int32, isCold: Bool = false, spawn: Int64 = 0, initialization: Int64 = 0) {
        self.began = began
        self.instance = instance
        self.isCold = isCold
        self.spawn = spawn
        self.initialization = initialization
    }
}
