import Glibc

/// A process with all that it started, as far as the system tells.
public enum ProcessTree {
    /// More than this is not looked at.
    private static let most = 4_096

    /// The process and its descendants, parents before their children.
    public static func processes(below root: Int32) -> [Int32] {
        var found = [root]
        var index = 0
        while index < found.count, found.count < most {
            found += children(of: found[index])
            index += 1
        }
        return found
    }

    /// What the processes have in RAM together, in bytes. Pages that several share count for each of them.
    static func residentBytes(below root: pid_t) -> Int? {
        processes(below: root).reduce(nil) { sum, process in
            ResidentMemory.bytes(of: process).map { (sum ?? 0) + $0 } ?? sum
        }
    }

    private static func children(of process: pid_t) -> [pid_t] {
        guard let tasks = opendir("/proc/\(process)/task") else { return [] }
        defer { closedir(tasks) }
        var found: [pid_t] = []
        while let entry = readdir(tasks) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: Int(NAME_MAX) + 1) { String(cString: $0) }
            }
            guard name != ".", name != ".." else { continue }
            found += numbers(in: "/proc/\(process)/task/\(name)/children")
        }
        return found
    }

    private static func numbers(in path: String) -> [pid_t] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return [] }
        defer { close(descriptor) }
        var text = [UInt8](repeating: 0, count: 64 << 10)
        let count = read(descriptor, &text, text.count)
        guard count > 0 else { return [] }
        return text[..<count].split(separator: UInt8(ascii: " ")).compactMap {
            pid_t(String(decoding: $0, as: UTF8.self))
        }
    }
}
