public import MeridianCore

/// Nanoseconds of a clock that never goes back, counted from any moment. Every controller is told the time and reads no
/// clock.
public typealias Nanoseconds = Int64

extension Nanoseconds {
    static let millisecond: Nanoseconds = 1_000_000
    static let second: Nanoseconds = 1_000_000_000

    /// - Parameter seconds: Beyond 292 years it is the greatest value there is.
    init(seconds: Double) {
        self = Nanoseconds(exactly: (seconds * 1e9).rounded()) ?? .max
    }

    var seconds: Double { Double(self) / 1e9 }
}

/// What admission needs to know of a request: its head's facts, without its texts.
public struct RequestFacts: Sendable {
    /// The position of the function in ``CompiledRules/functions``.
    public var function: Int
    public var criticality: Criticality
    /// The ``KeyHash`` of who calls, 0 when nobody is named.
    public var origin: UInt64
    /// The ``KeyHash`` of the user it is for, so that a user is served or turned away as a whole; 0 when none is known.
    public var user: UInt64
    /// When nobody waits for the answer any more.
    public var deadline: Nanoseconds
    /// The caller says that it tries again.
    public var isRetry: Bool
    /// By position in ``CompiledRules/parameters(of:)``.
    public var parameters: ParameterKeys

    public init(
        function: Int, criticality: Criticality = .critical, origin: UInt64 = 0, user: UInt64 = 0,
        deadline: Nanoseconds = .max, isRetry: Bool = false, parameters: ParameterKeys = ParameterKeys()
    ) {
        self.function = function
        self.criticality = criticality
        self.origin = origin
        self.user = user
        self.deadline = deadline
        self.isRetry = isRetry
        self.parameters = parameters
    }
}

/// The hashes of those values of a request that rules count by.
public struct ParameterKeys: Sendable {
    /// Of how many values of one function rules can count.
    public static let capacity = 4

    private var keys: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)

    public init() {}

    /// The ``KeyHash`` of a value, 0 when the request has none.
    public subscript(position: Int) -> UInt64 {
        get {
            switch position {
            case 0: keys.0
            case 1: keys.1
            case 2: keys.2
            default: keys.3
            }
        }
        set {
            switch position {
            case 0: keys.0 = newValue
            case 1: keys.1 = newValue
            case 2: keys.2 = newValue
            default: keys.3 = newValue
            }
        }
    }
}
