import MeridianCore

extension InstancePool {
    /// What was counted up to now, and what runs. Looks at the processes of instances that have served anything since the
    /// last look.
    func usage() -> GroupUsage {
        var usage = GroupUsage(
            group: group.name,
            functions: group.functions.map { function in
                GroupUsage.Function(
                    name: release.manifest.functions[function].name, queueTimes: figures.queueTimes[function],
                    coldStarts: figures.coldStarts[function])
            },
            initDurations: figures.initDurations)
        usage.limit = group.options.maxInstances * group.options.concurrency
        usage.waiting = waitingCount
        for instance in instances {
            switch instance.state {
            case .starting: usage.starting += 1
            case .ready: usage.ready += 1
            case .draining: usage.draining += 1
            case .ended: break
            }
            instance.lookAtUsage()
            usage.residentBytes += instance.lastMemory ?? 0
            usage.processorMicroseconds += instance.seenProcessorTime
        }
        usage.processorMicroseconds += figures.endedMicroseconds
        return usage
    }
}

extension Instance {
    /// Looks at its processes, unless it has done nothing since the last look.
    func lookAtUsage() {
        guard pid > 0, state != .ended, inFlight > 0 || served != servedAtLastUsage || lastMemory == nil else { return }
        servedAtLastUsage = served
        // Memory is looked at each time that its limit is.
        if lastMemory == nil { lastMemory = residentMemory() }
        let isAlone = adapter == nil && pool.configuration.sandbox == nil
        let time = isAlone ? ProcessorTime.microseconds(of: pid) : ProcessorTime.microseconds(below: pid)
        // A child that ended without being waited for takes its time with it.
        seenProcessorTime = max(seenProcessorTime, time ?? 0)
    }
}
