import Foundation
import Glibc
import MeridianCore
import Testing

@testable import Engine

@Suite(.timeLimit(.minutes(2)))
struct ProcessorDivisionTests {
    @Test func sharesAndLimitsAreSaidInTheKernelsWords() {
        #expect(ProcessorShare.files(shares: 100, limit: nil).map(\.value) == ["1024"])
        #expect(ProcessorShare.files(shares: 1, limit: nil).map(\.value) == ["10"])
        let limited = ProcessorShare.files(shares: 50, limit: 1.5)
        #expect(limited.map(\.name) == ["cpu.shares", "cpu.cfs_period_us", "cpu.cfs_quota_us"])
        #expect(limited.map(\.value) == ["512", "100000", "150000"])
        // Less than a millisecond in a period is no limit that the kernel takes.
        #expect(ProcessorShare.files(shares: 100, limit: 0.001).last?.value == "1000")
    }

    @Test func sharesAndLimitsAreSaidInTheWordsOfVersion2() {
        #expect(ProcessorShare.unifiedFiles(shares: 100, limit: nil).map(\.value) == ["100"])
        let limited = ProcessorShare.unifiedFiles(shares: 50, limit: 1.5)
        #expect(limited.map(\.name) == ["cpu.weight", "cpu.max"])
        #expect(limited.map(\.value) == ["50", "150000 100000"])
        #expect(ProcessorShare.unifiedFiles(shares: 100_000, limit: 0.001).map(\.value) == ["10000", "1000 100000"])
    }

    @Test(arguments: [(100, 0), (80, 1), (50, 3), (10, 10), (1, 19), (10_000, 0)])
    func sharesBecomeNiceValues(shares: Int, nice: CInt) {
        #expect(ProcessorShare.nice(shares: shares) == nice)
    }

    @Test func theProcessesOfAGroupGetTheirPlace() async throws {
        try await Fixture.withRelease(FunctionOptions(cpuShares: 50, cpuLimit: 0.5)) { fixture, release in
            let process = try #require(pid_t(try await release.text("process")))
            let clock = ContinuousClock()
            let end = clock.now + .seconds(20)
            switch fixture.engine.processorDivision.way {
            case .niceValues:
                while Self.nice(of: process) != 3, clock.now < end { await Task.yield() }
                #expect(Self.nice(of: process) == 3)
            case .controlGroups:
                var group = Self.group(of: process)
                while group?.contains("/meridian-") != true, clock.now < end {
                    await Task.yield()
                    group = Self.group(of: process)
                }
                let name = try #require(group?.split(separator: "/").last.map(String.init))
                #expect(name.hasPrefix("meridian-"))
                let directory = fixture.engine.processorDivision.directory + "/" + name
                #expect(try Self.content("\(directory)/cpu.shares") == "512")
                #expect(try Self.content("\(directory)/cpu.cfs_quota_us") == "50000")
            case .unifiedGroups:
                var group = Self.unifiedGroup(of: process)
                while group?.contains("-cpu-") != true, clock.now < end {
                    await Task.yield()
                    group = Self.unifiedGroup(of: process)
                }
                // The group of the instance, or the common one, is within the one that divides.
                let names = try #require(group).split(separator: "/").map(String.init)
                let directory = fixture.engine.processorDivision.directory + "/" + names[names.count - 2]
                #expect(try Self.content("\(directory)/cpu.weight") == "50")
                #expect(try Self.content("\(directory)/cpu.max") == "50000 100000")
            }
        }
    }

    @Test func whoAsksForNothingIsLeftWhereItIs() {
        let usual = FunctionOptions().resolved()
        #expect(ProcessorShare(usual, .find()) == nil)
        #expect(ProcessorShare(FunctionOptions(cpuShares: 99).resolved(), .find()) != nil)
        #expect(ProcessorShare(FunctionOptions(cpuLimit: 2).resolved(), .find()) != nil)
    }

    private static func nice(of process: pid_t) -> CInt {
        getpriority(__priority_which_t(PRIO_PROCESS.rawValue), id_t(process))
    }

    private static func content(_ path: String) throws -> String {
        try String(contentsOfFile: path, encoding: .utf8).trimmingCharacters(in: .whitespacesAndNewlines)
    }

    private static func unifiedGroup(of process: pid_t) -> String? {
        (try? content("/proc/\(process)/cgroup")).flatMap(UnifiedHierarchy.group)
    }

    /// The group of processor time that a process is in.
    private static func group(of process: pid_t) -> String? {
        let lines = (try? content("/proc/\(process)/cgroup"))?.split(separator: "\n") ?? []
        return lines.first { line in
            let parts = line.split(separator: ":", omittingEmptySubsequences: false)
            return parts.count == 3 && parts[1].split(separator: ",").contains("cpu")
        }.map(String.init)
    }
}
