import Foundation

/// What the disk can do: a file that grows by 4 KiB, each made durable before the next.
struct RawSync {
    let path: String
    let time: Duration

    func run() throws {
        guard FileManager.default.createFile(atPath: path, contents: nil),
            let file = FileHandle(forWritingAtPath: path)
        else { throw CocoaError(.fileWriteUnknown) }
        let page = Data(repeating: 7, count: 4_096)
        let begin = ContinuousClock.now
        var count = 0
        while ContinuousClock.now - begin < time {
            try file.write(contentsOf: page)
            try file.synchronize()
            count += 1
        }
        let seconds = (ContinuousClock.now - begin) / .seconds(1)
        try file.close()
        BenchPersistence.report("a file, 4 KiB and fsync", Double(count) / seconds, "/s")
    }
}
