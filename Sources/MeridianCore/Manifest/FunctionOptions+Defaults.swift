extension FunctionOptions {
    /// What the platform gives a function that says nothing, and a service that says nothing for it.
    public static let platformDefaults = FunctionOptions(
        memorySize: 128, timeout: 3, initTimeout: 10, concurrency: 100, standby: 0, maxInstances: 10, idleTimeout: 60,
        cpuShares: 100)

    /// These options with every gap filled by ``platformDefaults``.
    ///
    /// A function of a package is resolved through its service's defaults: ``Manifest/options(of:)``.
    public func resolved() -> ResolvedFunctionOptions {
        ResolvedFunctionOptions(self)
    }
}

extension Manifest {
    /// What `function` gets: its own options over the service's defaults over the platform's.
    public func options(of function: FunctionManifest) -> ResolvedFunctionOptions {
        function.options.merged(over: defaults).resolved()
    }
}
