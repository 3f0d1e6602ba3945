import Foundation
import MeridianCore

#if canImport(CoreFoundation)
    // An optimised build takes `stat` for a type of this module, which comes with Foundation.
    import CoreFoundation
#endif

/// Notices changes of a service's sources by looking at them: that works on every file system, in containers and over
/// the network, and costs a few system calls for a project of usual size.
struct SourceWatcher: Sendable {
    /// How often the sources are looked at.
    static let interval = Duration.milliseconds(200)
    /// How often sources are looked at that are live in less time than the usual interval.
    static let quick = Duration.milliseconds(20)
    private static let extensions: Set<String> = [
        "swift", "c", "h", "cc", "cpp", "hpp", "m", "mm", "s", "json", "yml", "yaml", "js", "ts", "jsx", "tsx", "mjs",
        "cjs", "mts", "html", "css",
        "modulemap", "txt", "md",
    ]
    private static let skipped: Set<String> = ["node_modules", "Tests", "Documentation", "__pycache__"]

    /// What is told of a file: enough to see that it is another.
    struct Stamp: Hashable, Sendable {
        var modified: Int64
        var size: Int64
    }

    let directory: String
    /// Whether every file counts, not only those that are sources of a Swift package.
    let watchesAll: Bool
    private let interval: Duration
    private(set) var seen: [String: Stamp]

    init(_ directory: String, interval: Duration = SourceWatcher.interval, watchesAll: Bool = false) {
        self.directory = directory
        self.interval = interval
        self.watchesAll = watchesAll
        self.seen = Self.scan(directory, all: watchesAll)
    }

    /// Waits until files have changed and then have been at rest for one look.
    /// - Returns: Their paths below the directory, sorted.
    mutating func change() async throws -> [String] {
        var last = seen
        var isChanging = false
        while true {
            try await Task.sleep(for: interval)
            let now = Self.scan(directory, all: watchesAll)
            if now != last {
                isChanging = true
                last = now
            } else if isChanging {
                // What went there and back is no change.
                let changed = Set(seen.keys).union(now.keys).filter { seen[$0] != now[$0] }
                seen = now
                isChanging = false
                if !changed.isEmpty { return changed.sorted() }
            }
        }
    }

    static func scan(_ directory: String, all: Bool = false) -> [String: Stamp] {
        var found: [String: Stamp] = [:]
        var folders = [""]
        while let folder = folders.popLast() {
            guard let stream = opendir(directory + "/" + folder) else { continue }
            defer { closedir(stream) }
            while let entry = readdir(stream) {
                let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                    pointer.withMemoryRebound(to: CChar.self, capacity: Int(NAME_MAX) + 1) { String(cString: $0) }
                }
                guard !name.hasPrefix("."), !skipped.contains(name) else { continue }
                let path = folder + name
                var status = stat()
                guard stat(directory + "/" + path, &status) == 0 else { continue }
                if status.st_mode & S_IFMT == S_IFDIR {
                    folders.append(path + "/")
                } else if all || isSource(name) {
                    found[path] = Stamp(modified: modified(status), size: Int64(status.st_size))
                }
            }
        }
        return found
    }

    private static func isSource(_ name: String) -> Bool {
        guard let dot = name.lastIndex(of: ".") else { return false }
        return extensions.contains(String(name[name.index(after: dot)...]).lowercased())
    }

    /// Nanoseconds since 1970.
    private static func modified(_ status: stat) -> Int64 {
        #if canImport(Darwin)
            let time = status.st_mtimespec
        #else
            let time = status.st_mtim
        #endif
        return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }
}
