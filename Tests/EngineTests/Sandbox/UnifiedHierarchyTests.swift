import Foundation
import Testing

@testable import Engine

@Suite struct UnifiedHierarchyTests {
    @Test func theMountPointIsFoundAmongOthers() {
        let mounts = """
            25 30 0:23 / /sys/fs/cgroup/cpu rw,relatime shared:5 - cgroup cgroup rw,cpu
            26 30 0:24 / /sys/fs/cgroup/unified rw,nosuid shared:6 master:1 - cgroup2 cgroup2 rw,nsdelegate
            27 30 0:25 / /proc rw,relatime - proc proc rw
            """
        #expect(UnifiedHierarchy.mountPoint(mounts) == "/sys/fs/cgroup/unified")
        #expect(UnifiedHierarchy.mountPoint("27 30 0:25 / /proc rw,relatime - proc proc rw\n") == nil)
        for broken in ["", "-", "cgroup2", "1 2 - cgroup2", "1 2 3 4 5 6 -"] {
            #expect(UnifiedHierarchy.mountPoint(broken) == nil)
        }
    }

    @Test func theGroupIsThatOfVersion2() {
        #expect(UnifiedHierarchy.group("4:memory:/a\n0::/system.slice/a.service\n") == "/system.slice/a.service")
        #expect(UnifiedHierarchy.group("0::/\n") == "")
        #expect(UnifiedHierarchy.group("4:memory:/a\n") == nil)
    }

    @Test func whatIsNotDelegatedIsLeftAlone() throws {
        try Self.withFolder { folder in
            // A directory is no group: there is no file to hand controllers on with.
            #expect(UnifiedHierarchy.prepare(folder) == nil)
            #expect(UnifiedHierarchy.prepare(folder + "/missing") == nil)
            try "".write(toFile: folder + "/cgroup.subtree_control", atomically: true, encoding: .utf8)
            #expect(UnifiedHierarchy.prepare(folder) == nil)
        }
    }

    @Test func whatIsHandedOnAlreadyIsTaken() throws {
        try Self.withFolder { folder in
            for name in ["controllers", "subtree_control"] {
                try "cpu io memory pids\n".write(toFile: folder + "/cgroup.\(name)", atomically: true, encoding: .utf8)
            }
            let unified = try #require(UnifiedHierarchy.prepare(folder))
            #expect(unified.controllers == ["cpu", "memory", "pids"])
            #expect(unified.directory == folder)
        }
    }

    private static func withFolder(_ body: (String) throws -> Void) throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "meridian-groups-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try body(folder.path)
    }
}
