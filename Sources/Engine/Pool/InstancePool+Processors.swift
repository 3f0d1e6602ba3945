import MeridianCore

extension InstancePool {
    /// Gives a new process of the group its part of the processors, a little after it has begun: to move a process takes
    /// the kernel longer than to start one.
    func divideProcessors(with instance: Instance) {
        guard let processors, instance.pid > 0 else { return }
        let (process, group) = (instance.pid, instance.controlGroup)
        launcher.processes.performBeside { processors.take(process, of: group) }
    }
}

extension ProcessorShare {
    /// `nil` for a group that asks for nothing.
    convenience init?(_ options: ResolvedFunctionOptions, _ division: ProcessorDivision) {
        let usual = FunctionOptions.platformDefaults.cpuShares
        guard options.cpuShares != usual || options.cpuLimit != nil else { return nil }
        self.init(division, shares: options.cpuShares, limit: options.cpuLimit)
    }
}
