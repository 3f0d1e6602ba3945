/// Which functions of a release share instances, and what those instances are.
public struct GroupPlan: Hashable, Sendable {
    /// The group of the functions that ask for nothing of their own.
    public static let sharedName = "default"

    public struct Group: Hashable, Sendable {
        public var name: String
        /// Positions in the manifest.
        public var functions: [Int]
        public var options: ResolvedFunctionOptions
        /// What a program with the contract lambda finds in `_HANDLER`.
        public var handler = ""
    }

    public private(set) var groups: [Group] = []
    /// The position in `groups` of each function.
    public private(set) var groupOfFunction: [Int] = []

    /// Functions share the instances of the service, unless they name a group or ask for instances of another kind. A
    /// process that asks for invocations by the contract lambda has one handler, so such functions share instances only
    /// when they have the same.
    public init(_ manifest: Manifest) {
        for (index, function) in manifest.functions.enumerated() {
            let options = manifest.options(of: function)
            let handler = manifest.program?.contract == .lambda ? function.handler ?? function.name.rawValue : ""
            let name = options.group ?? (function.options.shapesInstances ? function.name.rawValue : Self.sharedName)
            if let position = groups.firstIndex(where: { $0.name == name && $0.handler == handler }) {
                groups[position].functions.append(index)
                groups[position].options.widen(by: options)
                groupOfFunction.append(position)
            } else {
                groupOfFunction.append(groups.count)
                // The group's name is part of an instance's, so that of another handler needs one of its own.
                let isTaken = groups.contains { $0.name == name }
                groups.append(
                    Group(
                        name: isTaken ? function.name.rawValue : name, functions: [index], options: options,
                        handler: handler))
            }
        }
    }
}

extension FunctionOptions {
    /// Whether the function asks for instances that differ from its service's.
    fileprivate var shapesInstances: Bool {
        memorySize != nil || initTimeout != nil || concurrency != nil || standby != nil || maxInstances != nil
            || idleTimeout != nil || scaling != nil || cpuShares != nil || cpuLimit != nil || environment != nil
    }
}

extension ResolvedFunctionOptions {
    /// Instances that are shared satisfy the largest wish of each kind.
    fileprivate mutating func widen(by other: ResolvedFunctionOptions) {
        memorySize = max(memorySize, other.memorySize)
        initTimeout = max(initTimeout, other.initTimeout)
        concurrency = max(concurrency, other.concurrency)
        standby = max(standby, other.standby)
        maxInstances = max(maxInstances, other.maxInstances)
        idleTimeout = max(idleTimeout, other.idleTimeout)
        scaling.widen(by: other.scaling)
        cpuShares = max(cpuShares, other.cpuShares)
        // Who asks for no limit gets none.
        if let limit = cpuLimit, let others = other.cpuLimit {
            cpuLimit = max(limit, others)
        } else {
            cpuLimit = nil
        }
        environment.merge(other.environment) { own, _ in own }
    }
}
