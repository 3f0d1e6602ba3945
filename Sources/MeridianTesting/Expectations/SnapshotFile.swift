import FoundationEssentials
import Meridian

/// The file of a snapshot, beside the test that compares it: `.snapshots/TEST-FILE/NAME.json`.
///
/// The folder is hidden, so that SwiftPM takes it for no part of the test target.
struct SnapshotFile {
    /// What may be done with the file.
    enum Mode: Equatable {
        /// Compare; write when there is none.
        case record
        /// Write always.
        case rewrite
        /// Compare only.
        case check

        /// - `MERIDIAN_SNAPSHOTS` (`record`, `rewrite` or `check`; default `check` when `CI` is set, else `record`).
        init(_ environment: Environment) {
            switch environment["MERIDIAN_SNAPSHOTS"] {
            case "rewrite": self = .rewrite
            case "check": self = .check
            case "record": self = .record
            default: self = environment["CI"] == nil ? .record : .check
            }
        }
    }

    let path: String

    init(_ name: String, besideTest file: String) {
        let folders = file.split(separator: "/", omittingEmptySubsequences: false)
        let suite = (folders.last ?? "").prefix { $0 != "." }
        let safe = name.map { $0.isLetter || $0.isNumber || $0 == "-" || $0 == "_" ? $0 : "-" }
        path = folders.dropLast().joined(separator: "/") + "/.snapshots/\(suite)/\(String(safe)).json"
    }

    /// Compares or writes, as the mode says.
    /// - Returns: What is wrong; `nil` when nothing is.
    func settle(_ snapshot: ProblemSnapshot, _ mode: Mode) -> String? {
        let kept = FileManager.default.contents(atPath: path).map { String(decoding: $0, as: UTF8.self) }
        switch (kept, mode) {
        case (_, .rewrite), (nil, .record): return write(snapshot.text)
        case (nil, .check): return "there is no snapshot \(path); run the tests without CI set, and commit it"
        case (let kept?, _) where kept == snapshot.text: return nil
        case (let kept?, _):
            return "the problem differs from \(path); MERIDIAN_SNAPSHOTS=rewrite takes it over\n"
                + ProblemSnapshot.difference(kept, snapshot.text)
        }
    }

    private func write(_ text: String) -> String? {
        let folder = path.prefix(through: path.lastIndex(of: "/") ?? path.startIndex)
        do {
            try FileManager.default.createDirectory(atPath: String(folder), withIntermediateDirectories: true)
            try Data(text.utf8).write(to: URL(filePath: path), options: .atomic)
            return nil
        } catch {
            return "the snapshot \(path) can't be written: \(error)"
        }
    }
}
